//! Which attributes of resources on AWS are sizes.

use crate::cloud::size::{Measure, SizeAttribute};

/// Every size of every resource. A test holds that each field of each kind that is a size stands here.
pub const SIZES: &[SizeAttribute] = &[
    size("aws_db_instance", "instance_class", "class", Measure::Machine),
    size("aws_db_instance", "multi_az", "multi_az", Measure::Flag),
    size("aws_db_instance", "allocated_storage", "storage.size", Measure::Stays),
    size("aws_db_instance", "storage_type", "storage.type", Measure::Price),
    size("aws_db_instance", "iops", "storage.iops", Measure::Number),
    size("aws_db_instance", "storage_throughput", "storage.throughput", Measure::Number),
    size("aws_instance", "instance_type", "machine", Measure::Machine),
    size("aws_ebs_volume", "size", "storage.size", Measure::Stays),
    size("aws_ebs_volume", "type", "storage.type", Measure::Price),
    size("aws_ebs_volume", "iops", "storage.iops", Measure::Number),
    size("aws_ebs_volume", "throughput", "storage.throughput", Measure::Number),
    size("aws_launch_template", "instance_type", "machine", Measure::Machine),
    size("aws_launch_template", "block_device_mappings.0.ebs.0.volume_size", "disk.size", Measure::Number),
    size("aws_launch_template", "block_device_mappings.0.ebs.0.volume_type", "disk.type", Measure::Price),
    size("aws_autoscaling_group", "min_size", "count.min", Measure::Number),
    size("aws_autoscaling_group", "max_size", "count.max", Measure::Number),
    size("aws_appautoscaling_target", "min_capacity", "count.min", Measure::Number),
    size("aws_appautoscaling_target", "max_capacity", "count.max", Measure::Number),
    SizeAttribute { unwritten: Some("0"), ..size("aws_lb", RESERVED, "balancer.reserved", Measure::Number) },
];

/// The load balancer capacity that is reserved; absent if the profile reserves none.
const RESERVED: &str = "minimum_load_balancer_capacity.0.capacity_units";

const fn size(
    resource: &'static str,
    path: &'static str,
    field: &'static str,
    measure: Measure,
) -> SizeAttribute {
    SizeAttribute { resource, path, field, measure, unwritten: None }
}
