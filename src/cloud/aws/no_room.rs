//! How AWS shows that it has no machines left of a type, and the way out.

use crate::cloud::no_room::NoRoom;

/// One machine, which is stopped for its new type.
pub(crate) const MACHINE: NoRoom = NoRoom {
    sign: |_| {
        "a machine stays stopped after its step: AWS has none of its type free (InsufficientInstanceCapacity)"
            .to_owned()
    },
    way_out: |smaller| {
        format!(
            "run aws ec2 start-instances --instance-ids ID every few minutes; otherwise take {}, or its everyday type again: {}",
            smaller.sizes, smaller.again
        )
    },
};

/// A managed database.
pub(crate) const DATABASE: NoRoom = NoRoom {
    sign: |_| {
        "RDS has no room for a class or a standby: it answers InsufficientDBInstanceCapacity, or the apply succeeds and the step's check still shows the old class or MultiAZ False"
            .to_owned()
    },
    way_out: |smaller| {
        format!(
            "the database runs on as it was, and nothing is lost; take {}: {}; go without a standby only if the person who decides accepts it aloud",
            smaller.sizes, smaller.again
        )
    },
};

/// A cache.
pub(crate) const CACHE: NoRoom = NoRoom {
    sign: |_| {
        "ElastiCache has no room for a node type: it answers InsufficientCacheClusterCapacity, or the apply succeeds and the step's check still shows the old node type or number of nodes"
            .to_owned()
    },
    way_out: |smaller| {
        format!("the cache runs on as it was, and nothing is lost; take {}: {}", smaller.sizes, smaller.again)
    },
};

/// Tasks on Fargate.
pub(crate) const TASKS: NoRoom = NoRoom {
    sign: |_| {
        "fewer tasks run than the floor, and the service's events say \"Capacity is unavailable at this time\" (aws ecs describe-services): Fargate has no room"
            .to_owned()
    },
    way_out: |smaller| {
        format!(
            "another apply changes nothing: ECS goes on trying by itself in the zones of its subnets; subnets in more zones (under network, days before) give it more to try; meanwhile let fewer users in, or lower the counts of {}; if a third of the floor is missing at go or no-go, the answer is no",
            smaller.components
        )
    },
};

/// Machines of an Auto Scaling group.
pub(crate) const GROUP: NoRoom = NoRoom {
    sign: |region| {
        format!(
            "fewer machines are in service than the floor, and the group's activities say InsufficientInstanceCapacity: aws autoscaling describe-scaling-activities --region {region}"
        )
    },
    way_out: |smaller| {
        format!(
            "another apply changes nothing: the group goes on trying by itself in all of its zones; take {}: {}; only new machines then have the new type, which is what you want; subnets in more zones (under network, days before) give it more to try",
            smaller.sizes, smaller.again
        )
    },
};
