CREATE TABLE `operation_elements` (
  `operation_id` text not null,
  `position` integer not null,
  `element` text not null,
  `cluster` text not null,
  `namespace` text not null,
  `owner` text,
  `named_owner` text,
  `created_at` bigint not null,
  foreign key(`operation_id`) references `operations`(`id`) on delete CASCADE,
  primary key (`operation_id`, `position`)
);

CREATE INDEX `operation_elements_element_index` on `operation_elements` (`element`, `created_at`, `operation_id`);

CREATE TABLE `operation_locks` (
  `lock_key` text not null,
  `slot` text not null,
  `mode` text not null,
  `operation_id` text not null,
  foreign key(`operation_id`) references `operations`(`id`) on delete CASCADE,
  primary key (`lock_key`, `slot`)
);

CREATE INDEX `operation_locks_operation_index` on `operation_locks` (`operation_id`);

CREATE TABLE `operation_outcomes` (
  `operation_id` text not null,
  `ended_at` bigint not null,
  `tries` integer not null,
  `worker` text,
  `lease_until` bigint,
  foreign key(`operation_id`) references `operations`(`id`) on delete CASCADE,
  primary key (`operation_id`)
);

CREATE INDEX `operation_outcomes_ended_at_index` on `operation_outcomes` (`ended_at`);

CREATE TABLE `operation_pauses` (
  `operation_id` text not null,
  `step_id` text not null,
  `state` text not null,
  `held_at` bigint not null,
  `limit_at` bigint not null,
  `resumed_at` bigint,
  `resume` text not null,
  `problem` text,
  `worker` text,
  `lease_until` bigint,
  foreign key(`operation_id`) references `operations`(`id`) on delete CASCADE,
  primary key (`operation_id`, `step_id`)
);

CREATE INDEX `operation_pauses_owed_index` on `operation_pauses` (`limit_at`) where `resumed_at` is null;

CREATE TABLE `operation_steps` (
  `operation_id` text not null,
  `step_index` integer not null,
  `step_id` text not null,
  `mark` text not null,
  `observation` text,
  `facts` text,
  `written` text not null,
  `started_at` bigint,
  `finished_at` bigint,
  foreign key(`operation_id`) references `operations`(`id`) on delete CASCADE,
  primary key (`operation_id`, `step_index`)
);

CREATE TABLE `operations` (
  `id` text not null,
  `kind` text not null,
  `pipeline` text not null,
  `phase` text not null,
  `format` integer not null,
  `request` text not null,
  `stored` text not null,
  `confirmation` text,
  `created_by` text not null,
  `schedule` text,
  `idempotency_key` text not null,
  `request_hash` text not null,
  `failure` text,
  `result` text,
  `leftovers` text not null,
  `cancel_requested_at` bigint,
  `cancel_requested_by` text,
  `created_at` bigint not null,
  `started_at` bigint,
  `finished_at` bigint,
  `updated_at` bigint not null,
  `version` bigint not null,
  `worker` text,
  `token` bigint not null,
  `lease_until` bigint,
  primary key (`id`)
);

CREATE INDEX `operations_created_at_index` on `operations` (`created_at`, `id`);

CREATE UNIQUE INDEX `operations_idempotency_key_unique` on `operations` (`created_by`, `idempotency_key`);

CREATE INDEX `operations_pipeline_index` on `operations` (`pipeline`, `created_at`, `id`);

CREATE INDEX `operations_running_index` on `operations` (`created_at`, `id`) where `finished_at` is null;

CREATE INDEX `operations_schedule_index` on `operations` (`schedule`, `created_at`, `id`);

CREATE TABLE `schedules` (
  `name` text,
  `pipeline` text not null,
  `spec` text not null,
  `created_by` text not null,
  `updated_at` bigint not null,
  `handled_until` bigint not null,
  `last_run` text,
  `created_at` bigint,
  `scope` text,
  primary key (`name`)
);

CREATE INDEX `schedules_pipeline_index` on `schedules` (`pipeline`);
