"""An AWS for the Terraform tests: the server of moto, and the answers that it lacks.

usage: python emulator.py --port 5000 [--host 127.0.0.1]

Each gap says what AWS answers and what moto 5.2.1 does instead. Nothing here
makes up for a shape that AWS itself would refuse or show as a change.

Quotas can be steered from outside, as AWS does when it decides on a request:
  GET  /moto-api/quotas  lists the requests so far
  POST /moto-api/quotas  {"ServiceCode": "ec2", "QuotaCode": "L-1216C47A", "Value": 800}
                         sets the applied value, and approves what was asked for it

Scheduled actions run when they are told to; moto keeps no clock for them:
  POST /moto-api/schedule  {"Names": "raise"}
                           runs those whose names end so, and forgets them, as AWS does

Sizes change behind Terraform's back, as in the console or by AWS itself:
  POST /moto-api/by-hand  {"Service": "rds", "Call": "modify_db_instance", "With": {…}}
                          calls the API, with the arguments of boto3
"""

import argparse
import json
import os
import uuid
from types import SimpleNamespace

os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"  # AmazonECSTaskExecutionRolePolicy

import boto3
from moto.applicationautoscaling.models import (
    ApplicationAutoscalingBackend,
    applicationautoscaling_backends,
)
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.autoscaling.models import FakeScalingPolicy, autoscaling_backends
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.exceptions import JsonRESTError
from moto.core.types import Base64EncodedString
from moto.ec2.models.launch_templates import LaunchTemplateBackend, LaunchTemplateVersion
from moto.core.responses import ActionResult
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.elasticache.models import ElastiCacheBackend
from moto.elasticache.responses import ElastiCacheResponse
from moto.elbv2.responses import ELBV2Response
from moto.moto_api._internal.urls import url_paths as control_paths
from moto.rds.models import DBCluster, DBInstance, RDSBackend
from moto.secretsmanager.models import SecretsManagerBackend
from moto.servicequotas.responses import ServiceQuotasResponse
from moto.sqs.models import Queue
from moto.ssm.models import ssm_backends


def around(owner, name):
    """Puts a function around `owner.name`; it is given the original first."""

    def patch(function):
        original = getattr(owner, name, None)
        setattr(owner, name, lambda *args, **kwargs: function(original, *args, **kwargs))
        return function

    return patch


# --- EC2 ---


# AWS keeps user data as it came; moto asserts a type that versions after the first don't have.
def user_data(version):
    data = version.data.get("UserData")
    return Base64EncodedString(str(data)) if data else None


# AWS looks up `resolve:ssm:NAME` when it launches; moto takes it for the id of an image.
def image_id(version):
    image = version.data.get("ImageId", "")
    if not image.startswith("resolve:ssm:"):
        return image
    ec2 = version.template.ec2_backend
    parameter = ssm_backends[ec2.account_id][ec2.region_name].get_parameter(image[12:])
    return parameter.value


LaunchTemplateVersion.user_data = property(user_data)
LaunchTemplateVersion.image_id = property(image_id)


# AWS keeps the template's own tags beside its versions; moto adds them to the first version.
@around(LaunchTemplateBackend, "create_launch_template")
def create_launch_template(original, backend, name, description, data, tags):
    kept = [t for t in data.pop("TagSpecifications", []) if t["ResourceType"] != "launch-template"]
    if kept:
        data["TagSpecifications"] = kept
    return original(backend, name, description, data, tags)


# --- Auto Scaling ---


# AWS says that a policy is enabled, and is silent on predictive scaling where there is none.
@around(FakeScalingPolicy, "__init__")
def new_policy(original, policy, *args, **kwargs):
    original(policy, *args, **kwargs)
    policy.enabled = True
    policy.predictive_scaling_configuration = policy.predictive_scaling_configuration or None


# AWS keeps the default warmup of a group and takes -1 for none; moto drops it.
def keep_warmup(original, response):
    answer = original(response)
    asked = response._get_int_param("DefaultInstanceWarmup")
    if asked is not None:
        name = response._get_param("AutoScalingGroupName")
        group = response.autoscaling_backend.autoscaling_groups[name]
        group.default_instance_warmup = asked if asked >= 0 else None
    return answer


around(AutoScalingResponse, "create_auto_scaling_group")(keep_warmup)
around(AutoScalingResponse, "update_auto_scaling_group")(keep_warmup)


# --- Elastic Load Balancing ---

RESERVED = {}


# AWS keeps a reservation of capacity; moto cannot change it, and shows none.
@around(ELBV2Response, "modify_capacity_reservation")
def modify_capacity(_, response):
    asked = response._get_params()
    arn = asked["LoadBalancerArn"]
    RESERVED[arn] = int(asked.get("MinimumLoadBalancerCapacity", {}).get("CapacityUnits", 0))
    return capacity(arn)


@around(ELBV2Response, "describe_capacity_reservation")
def describe_capacity(_, response):
    return capacity(response._get_param("LoadBalancerArn"))


def capacity(arn):
    units = RESERVED.get(arn)
    answer = {"CapacityReservationState": [{"State": {"Code": "provisioned"}}]}
    if units:
        answer["MinimumLoadBalancerCapacity"] = {"CapacityUnits": units}
    return ActionResult(answer)


# --- Application Auto Scaling ---

TARGET_TAGS = {}


# AWS keeps the tags of scalable targets; moto drops them and can't list them.
@around(ApplicationAutoScalingResponse, "register_scalable_target")
def register_target(original, response):
    answer = original(response)
    arn = json.loads(answer)["ScalableTargetARN"]
    TARGET_TAGS.setdefault(arn, {}).update(response._get_param("Tags") or {})
    return answer


@around(ApplicationAutoScalingResponse, "list_tags_for_resource")
def list_target_tags(_, response):
    return json.dumps({"Tags": TARGET_TAGS.get(response._get_param("ResourceARN"), {})})


# AWS changes a policy, and its alarms; moto makes others in their place.
@around(ApplicationAutoscalingBackend, "put_scaling_policy")
def put_policy(original, backend, *args, **asked):
    before = dict(backend.policies)
    policy = original(backend, *args, **asked)
    for key, old in before.items():
        if backend.policies[key] is policy:
            policy.policy_arn, policy.alarms = old.policy_arn, old.alarms
    return policy


# --- Scheduled actions ---


def run_scheduled(request, _url, _headers):
    ending = json.loads(request.get_data())["Names"]
    ran = []
    for backend in every(autoscaling_backends):
        for name in [n for n in backend.scheduled_actions if n.endswith(ending)]:
            action = backend.scheduled_actions.pop(name)
            group = backend.autoscaling_groups[action.auto_scaling_group_name]
            least, most = action.min_size, action.max_size
            desired = max(least, min(most, group.desired_capacity))
            group.min_size, group.max_size = least, most
            group.set_desired_capacity(desired)
            ran.append(name)
    for backend in every(applicationautoscaling_backends):
        for action in [a for a in backend.scheduled_actions if a.scheduled_action_name.endswith(ending)]:
            backend.scheduled_actions.remove(action)
            target = backend.targets[action.scalable_dimension][action.resource_id]
            change = action.scalable_target_action
            target.update(change["MinCapacity"], change["MaxCapacity"], None)
            ran.append(action.scheduled_action_name)
    return 200, {"Content-Type": "application/json"}, json.dumps(ran)


def every(backends):
    return [backend for account in list(backends.values()) for backend in list(account.values())]


control_paths["{0}/moto-api/schedule"] = run_scheduled


# --- Changes by hand ---


def by_hand(request, _url, _headers):
    asked = json.loads(request.get_data())
    client = boto3.client(
        asked["Service"],
        region_name="eu-west-1",
        endpoint_url=request.host_url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    getattr(client, asked["Call"])(**asked["With"])
    return 200, {"Content-Type": "application/json"}, "{}"


control_paths["{0}/moto-api/by-hand"] = by_hand


# --- ECS ---


# AWS keeps all of a service's settings; moto keeps these only from an update.
@around(EC2ContainerServiceResponse, "create_service")
def create_service(original, response):
    answer = original(response)
    service = answer.result["service"]
    service.availability_zone_rebalancing = (
        response._get_param("availabilityZoneRebalancing") or "DISABLED"
    )
    service.deployment_configuration = response._get_param("deploymentConfiguration")
    service.health_check_grace_period_seconds = response._get_param(
        "healthCheckGracePeriodSeconds"
    )
    return answer


# --- SQS ---

attributes = Queue.attributes.fget


# AWS answers the redrive policy as it was given, without blanks; moto puts blanks in.
@property
def queue_attributes(queue):
    answer = attributes(queue)
    if queue.redrive_policy:
        answer["RedrivePolicy"] = json.dumps(queue.redrive_policy, separators=(",", ":"))
    return answer


Queue.attributes = queue_attributes


# --- ElastiCache ---


# AWS has as many nodes as were asked for, and a group is clustered by its parameters; moto takes neither.
@around(ElastiCacheBackend, "create_replication_group")
def create_group(original, backend, **asked):
    if asked["num_cache_clusters"]:
        asked["replicas_per_node_group"] = asked["num_cache_clusters"] - 1
    if (asked["cache_parameter_group_name"] or "").endswith(".cluster.on"):
        asked["cluster_mode"] = "enabled"
    return original(backend, **asked)


# AWS shows each node of a group as a cluster of one node; moto shows none.
@around(ElastiCacheBackend, "describe_cache_clusters")
def describe_clusters(original, backend, cache_cluster_id=None):
    groups = backend.replication_groups.values()
    nodes = {name: node_of(group, name) for group in groups for name in group.member_clusters}
    if cache_cluster_id is None:
        return original(backend) + list(nodes.values())
    node = nodes.get(cache_cluster_id)
    return [node] if node else original(backend, cache_cluster_id)


def active(security_groups):
    return [{"SecurityGroupId": own, "Status": "active"} for own in security_groups]


def node_of(group, name):
    default = {"valkey": "default.valkey8", "redis": "default.redis7"}[group.engine]
    parameters = group.cache_parameter_group_name or default
    return SimpleNamespace(
        arn=group.arn.replace(":replicationgroup:", ":cluster:"),
        at_rest_encryption_enabled=group.at_rest_encryption_enabled,
        auto_minor_version_upgrade=True,
        cache_cluster_id=name,
        cache_cluster_status="available",
        cache_node_type=group.cache_node_type,
        cache_parameter_group={"CacheParameterGroupName": parameters, "ParameterApplyStatus": "in-sync"},
        cache_subnet_group_name=group.cache_subnet_group_name,
        engine=group.engine,
        engine_version=f"{group.engine_version}.0",
        num_cache_nodes=1,
        preferred_maintenance_window=group.preferred_maintenance_window or "sun:05:00-sun:06:00",
        replication_group_id=group.replication_group_id,
        security_groups=active(group.security_group_ids),
        snapshot_retention_limit=group.snapshot_retention_limit,
        transit_encryption_enabled=group.transit_encryption_enabled,
    )


# AWS changes a group while it serves; moto changes none.
def modify_group(_, response):
    group = group_of(response)
    group.cache_node_type = response._get_param("CacheNodeType") or group.cache_node_type
    for name, own in (("AutomaticFailoverEnabled", "automatic_failover"), ("MultiAZEnabled", "multi_az")):
        asked = response._get_bool_param(name)
        if asked is not None:
            setattr(group, own, "enabled" if asked else "disabled")
    return ActionResult({"ReplicationGroup": group})


def change_replicas(_, response):
    group = group_of(response)
    return reshaped(group, len(group.node_groups), int(response._get_param("NewReplicaCount")))


def change_shards(_, response):
    group = group_of(response)
    replicas = len(group.node_groups[0]["node_group_members"]) - 1
    return reshaped(group, int(response._get_param("NodeGroupCount")), replicas)


def group_of(response):
    return response.elasticache_backend.replication_groups[response._get_param("ReplicationGroupId")]


def reshaped(group, shards, replicas):
    kept = group.node_groups[:shards]
    added = [dict(kept[0], node_group_id=f"{at + 1:0>4}") for at in range(len(kept), shards)]
    group.node_groups, group.member_clusters = kept + added, []
    for shard in group.node_groups:
        shard["node_group_members"] = []
        if group.cluster_enabled:
            group._set_node_members_clusters_enabled(
                group.member_clusters, group.replication_group_id, replicas, [], shard, []
            )
        else:
            domain = shard["primary_endpoint_address"].removeprefix("master.")
            group._set_node_members_clusters_disabled(
                group.member_clusters, group.replication_group_id, domain, shard, [], 0, replicas
            )
    return ActionResult({"ReplicationGroup": group})


around(ElastiCacheResponse, "modify_replication_group")(modify_group)
around(ElastiCacheResponse, "increase_replica_count")(change_replicas)
around(ElastiCacheResponse, "decrease_replica_count")(change_replicas)
around(ElastiCacheResponse, "modify_replication_group_shard_configuration")(change_shards)


# AWS says `Multiple` of nodes in several zones, names their security groups, and changes their number; moto does none.
@around(ElastiCacheBackend, "create_cache_cluster")
def create_cluster(original, backend, **asked):
    if asked["az_mode"] == "cross-az":
        asked["preferred_availability_zone"] = "Multiple"
    cluster = original(backend, **asked)
    cluster.security_groups = active(cluster.security_group_ids)
    return cluster


@around(ElastiCacheResponse, "modify_cache_cluster")
def modify_cluster(_, response):
    cluster = response.elasticache_backend.cache_clusters[response._get_param("CacheClusterId")]
    cluster.num_cache_nodes = response._get_int_param("NumCacheNodes") or cluster.num_cache_nodes
    if response._get_param("AZMode") == "cross-az":
        cluster.preferred_availability_zone = "Multiple"
    return ActionResult({"CacheCluster": cluster})


# --- RDS ---


# AWS gives each instance an id of its own; moto gives all the same, by which the provider reads them.
@around(DBInstance, "__init__")
def new_instance(original, instance, *args, **kwargs):
    original(instance, *args, **kwargs)
    instance.dbi_resource_id = resource_id()


def resource_id():
    return "db-" + uuid.uuid4().hex[:26].upper()


# AWS shows how a cluster scales only where it is one of the first kind of serverless; moto shows an empty answer of each.
DBCluster.scaling_configuration_info = property(lambda _cluster: None)


# The storage of Aurora has types of its own, and AWS shows the usual one as an empty text; moto knows neither.
@around(DBCluster, "default_allocated_storage")
def allocated_storage(original, engine, storage_type):
    return original(engine, "gp2" if storage_type.startswith("aurora") else storage_type)


@around(DBCluster, "__init__")
def new_cluster(original, cluster, *args, **kwargs):
    original(cluster, *args, **kwargs)
    cluster.storage_type = "" if cluster.storage_type == "aurora" else cluster.storage_type


# AWS makes a replica without what only its source has; moto copies all of it.
@around(RDSBackend, "create_db_instance_read_replica")
def new_replica(original, backend, asked):
    replica = original(backend, asked)
    replica.dbi_resource_id = resource_id()
    replica.backup_retention_period, replica.multi_az, replica.deletion_protection = 0, False, False
    return replica


# --- Secrets Manager ---


# A login that a profile names by its ARN, somebody has put there; in moto nobody has.
@around(SecretsManagerBackend, "get_secret_value")
def get_secret(original, backend, secret_id, version_id, version_stage):
    name = secret_id.rpartition(":")[2].rpartition("-")[0]
    if secret_id.startswith("arn:") and not backend._is_valid_identifier(secret_id):
        login = json.dumps({"username": "administrator", "password": uuid.uuid4().hex})
        backend.create_secret(name, login, None, None, None, None, None, [], False)
        backend.secrets[name].arn = secret_id
    return original(backend, name if name in backend.secrets else secret_id, version_id, version_stage)


# --- Service Quotas ---

# What a new account has, as AWS documents it. Add a line for each code that is emitted.
DEFAULTS = {
    ("ec2", "L-0263D0A3"): 5.0,  # Elastic IP addresses
    ("ec2", "L-1216C47A"): 5.0,  # vCPUs of running on-demand standard instances
    ("elasticloadbalancing", "L-8A66D0E6"): 0.0,  # reserved capacity units of load balancers
    ("elasticloadbalancing", "L-53DA6B97"): 50.0,  # application load balancers
    ("fargate", "L-3032A538"): 6.0,  # vCPUs on demand
}
APPLIED = dict(DEFAULTS)
REQUESTS = []


def key(message):
    return message["ServiceCode"], message["QuotaCode"]


# AWS answers for every quota it has; moto only for some of VPC.
def quota(response, values):
    service, code = key(json.loads(response.body))
    if (service, code) not in values:
        raise JsonRESTError("NoSuchResourceException", f"There is no quota {service}/{code}")
    place = f"{response.region}:{response.current_account}"
    return {
        "ServiceCode": service,
        "ServiceName": service,
        "QuotaCode": code,
        "QuotaName": code,
        "QuotaArn": f"arn:aws:servicequotas:{place}:{service}/{code}",
        "Value": values[service, code],
        "Unit": "None",
        "Adjustable": True,
        "GlobalQuota": False,
    }


@around(ServiceQuotasResponse, "get_service_quota")
def get_quota(_, response):
    return json.dumps({"Quota": quota(response, APPLIED)})


@around(ServiceQuotasResponse, "get_aws_default_service_quota")
def get_default_quota(_, response):
    return json.dumps({"Quota": quota(response, DEFAULTS)})


# AWS takes only one open request for a quota, and only for more than there is; moto takes none.
@around(ServiceQuotasResponse, "request_service_quota_increase")
def request_increase(_, response):
    asked = quota(response, APPLIED)
    applied = asked.pop("Value")
    desired = float(response._get_param("DesiredValue"))
    if desired <= applied:
        raise JsonRESTError(
            "IllegalArgumentException",
            "You must provide a quota value greater than the current quota value",
        )
    if open_requests(key(asked)):
        raise JsonRESTError(
            "ResourceAlreadyExistsException",
            "Only one open service quota increase request is allowed per quota",
        )
    asked |= {"Id": uuid.uuid4().hex, "DesiredValue": desired, "Status": "PENDING"}
    REQUESTS.append(asked)
    return json.dumps({"RequestedQuota": asked})


@around(ServiceQuotasResponse, "get_requested_service_quota_change")
def get_request(_, response):
    wanted = response._get_param("RequestId")
    return json.dumps({"RequestedQuota": next(r for r in REQUESTS if r["Id"] == wanted)})


def open_requests(quota_key):
    return [r for r in REQUESTS if key(r) == quota_key and r["Status"] == "PENDING"]


def control_quotas(request, _url, _headers):
    if request.method == "POST":
        change = json.loads(request.get_data())
        APPLIED[key(change)] = float(change["Value"])
        for asked in open_requests(key(change)):
            asked["Status"] = "APPROVED"
    return 200, {"Content-Type": "application/json"}, json.dumps(REQUESTS)


control_paths["{0}/moto-api/quotas"] = control_quotas


if __name__ == "__main__":
    from moto.server import main

    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--host", default="127.0.0.1")
    arguments.add_argument("--port", required=True)
    chosen = arguments.parse_args()
    main(["--host", chosen.host, "--port", chosen.port])
