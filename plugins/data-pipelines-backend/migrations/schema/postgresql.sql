CREATE TABLE operation_elements (
  operation_id text not null,
  "position" integer not null,
  element text not null,
  cluster text not null,
  namespace text not null,
  owner text,
  named_owner text,
  created_at bigint not null,
  constraint operation_elements_pkey PRIMARY KEY (operation_id, "position"),
  constraint operation_elements_operation_id_foreign FOREIGN KEY (operation_id) REFERENCES operations(id) ON DELETE CASCADE
);

CREATE INDEX operation_elements_element_index ON operation_elements USING btree (element, created_at, operation_id);

CREATE TABLE operation_locks (
  lock_key text not null,
  slot text not null,
  mode text not null,
  operation_id text not null,
  constraint operation_locks_pkey PRIMARY KEY (lock_key, slot),
  constraint operation_locks_operation_id_foreign FOREIGN KEY (operation_id) REFERENCES operations(id) ON DELETE CASCADE
);

CREATE INDEX operation_locks_operation_index ON operation_locks USING btree (operation_id);

CREATE TABLE operation_outcomes (
  operation_id text not null,
  ended_at bigint not null,
  tries integer not null,
  worker text,
  lease_until bigint,
  constraint operation_outcomes_pkey PRIMARY KEY (operation_id),
  constraint operation_outcomes_operation_id_foreign FOREIGN KEY (operation_id) REFERENCES operations(id) ON DELETE CASCADE
);

CREATE INDEX operation_outcomes_ended_at_index ON operation_outcomes USING btree (ended_at);

CREATE TABLE operation_pauses (
  operation_id text not null,
  step_id text not null,
  state text not null,
  held_at bigint not null,
  limit_at bigint not null,
  resumed_at bigint,
  resume text not null,
  problem text,
  worker text,
  lease_until bigint,
  constraint operation_pauses_pkey PRIMARY KEY (operation_id, step_id),
  constraint operation_pauses_operation_id_foreign FOREIGN KEY (operation_id) REFERENCES operations(id) ON DELETE CASCADE
);

CREATE INDEX operation_pauses_owed_index ON operation_pauses USING btree (limit_at) WHERE (resumed_at IS NULL);

CREATE TABLE operation_steps (
  operation_id text not null,
  step_index integer not null,
  step_id text not null,
  mark text not null,
  observation text,
  facts text,
  written text not null,
  started_at bigint,
  finished_at bigint,
  constraint operation_steps_pkey PRIMARY KEY (operation_id, step_index),
  constraint operation_steps_operation_id_foreign FOREIGN KEY (operation_id) REFERENCES operations(id) ON DELETE CASCADE
);

CREATE TABLE operations (
  id text not null,
  kind text not null,
  pipeline text not null,
  phase text not null,
  format integer not null,
  request text not null,
  stored text not null,
  confirmation text,
  created_by text not null,
  schedule text,
  idempotency_key text not null,
  request_hash text not null,
  failure text,
  result text,
  leftovers text not null,
  cancel_requested_at bigint,
  cancel_requested_by text,
  created_at bigint not null,
  started_at bigint,
  finished_at bigint,
  updated_at bigint not null,
  version bigint not null,
  worker text,
  token bigint not null,
  lease_until bigint,
  constraint operations_idempotency_key_unique UNIQUE (created_by, idempotency_key),
  constraint operations_pkey PRIMARY KEY (id)
);

CREATE INDEX operations_created_at_index ON operations USING btree (created_at, id);

CREATE INDEX operations_pipeline_index ON operations USING btree (pipeline, created_at, id);

CREATE INDEX operations_running_index ON operations USING btree (created_at, id) WHERE (finished_at IS NULL);

CREATE INDEX operations_schedule_index ON operations USING btree (schedule, created_at, id);

CREATE TABLE schedules (
  name text not null,
  pipeline text not null,
  spec text not null,
  created_by text not null,
  updated_at bigint not null,
  handled_until bigint not null,
  last_run text,
  created_at bigint,
  scope text,
  constraint schedules_pkey PRIMARY KEY (name)
);

CREATE INDEX schedules_pipeline_index ON schedules USING btree (pipeline);
