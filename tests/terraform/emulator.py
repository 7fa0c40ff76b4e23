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

os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"  # AmazonECSTaskExecutionRolePolicy

import boto3
from moto.applicationautoscaling.models import applicationautoscaling_backends
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.autoscaling.models import FakeScalingPolicy, autoscaling_backends
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.exceptions import JsonRESTError
from moto.core.types import Base64EncodedString
from moto.ec2.models.launch_templates import LaunchTemplateBackend, LaunchTemplateVersion
from moto.core.responses import ActionResult
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.elbv2.responses import ELBV2Response
from moto.moto_api._internal.urls import url_paths as control_paths
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
