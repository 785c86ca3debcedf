/**
 * Operations, their steps, locks and pauses. Times are milliseconds since the
 * epoch by the database's clock; JSON is kept as text.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('operations', table => {
    table.text('id').notNullable().primary();
    table.text('kind').notNullable();
    table.text('pipeline').notNullable();
    table.text('phase').notNullable();
    table.integer('format').notNullable().comment('of the columns "request" and "stored"');
    table.text('request').notNullable();
    table.text('stored').notNullable();
    table.text('confirmation');
    table.text('created_by').notNullable();
    table.text('schedule');
    table.text('idempotency_key').notNullable();
    table.text('request_hash').notNullable();
    table.text('failure');
    table.text('result');
    table.text('leftovers').notNullable();
    table.bigInteger('cancel_requested_at');
    table.text('cancel_requested_by');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('started_at');
    table.bigInteger('finished_at').comment('set exactly when the phase is final');
    table.bigInteger('updated_at').notNullable();
    table.bigInteger('version').notNullable();
    table.text('worker');
    table.bigInteger('token').notNullable().comment('grows with every claim');
    table.bigInteger('lease_until');
    table.unique(['created_by', 'idempotency_key'], { indexName: 'operations_idempotency_key_unique' });
    table.index(['created_at', 'id'], 'operations_created_at_index');
    table.index(['pipeline', 'created_at', 'id'], 'operations_pipeline_index');
    table.index(['schedule', 'created_at', 'id'], 'operations_schedule_index');
    table.index(['created_at', 'id'], 'operations_running_index', { predicate: knex.whereNull('finished_at') });
  });
  await knex.schema.createTable('operation_elements', table => {
    table.text('operation_id').notNullable().references('id').inTable('operations').onDelete('CASCADE');
    table.integer('position').notNullable();
    table.text('element').notNullable();
    table.text('cluster').notNullable();
    table.text('namespace').notNullable();
    table.text('owner');
    table.text('named_owner');
    table.bigInteger('created_at').notNullable().comment('of the operation, so that a page of one element is one walk of an index');
    table.primary(['operation_id', 'position']);
    table.index(['element', 'created_at', 'operation_id'], 'operation_elements_element_index');
  });
  await knex.schema.createTable('operation_steps', table => {
    table.text('operation_id').notNullable().references('id').inTable('operations').onDelete('CASCADE');
    table.integer('step_index').notNullable();
    table.text('step_id').notNullable();
    table.text('mark').notNullable();
    table.text('observation');
    table.text('facts');
    table.text('written').notNullable();
    table.bigInteger('started_at');
    table.bigInteger('finished_at');
    table.primary(['operation_id', 'step_index']);
  });
  await knex.schema.createTable('operation_locks', table => {
    table.text('lock_key').notNullable();
    table.text('slot').notNullable().comment('modes that exclude each other share a slot');
    table.text('mode').notNullable();
    table.text('operation_id').notNullable().references('id').inTable('operations').onDelete('CASCADE');
    table.primary(['lock_key', 'slot']);
    table.index(['operation_id'], 'operation_locks_operation_index');
  });
  await knex.schema.createTable('operation_pauses', table => {
    table.text('operation_id').notNullable().references('id').inTable('operations').onDelete('CASCADE');
    table.text('step_id').notNullable();
    table.text('state').notNullable();
    table.bigInteger('held_at').notNullable();
    table.bigInteger('limit_at').notNullable();
    table.bigInteger('resumed_at');
    table.text('resume').notNullable();
    table.text('problem');
    table.text('worker');
    table.bigInteger('lease_until');
    table.primary(['operation_id', 'step_id']);
    table.index(['limit_at'], 'operation_pauses_owed_index', { predicate: knex.whereNull('resumed_at') });
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('operation_pauses');
  await knex.schema.dropTable('operation_locks');
  await knex.schema.dropTable('operation_steps');
  await knex.schema.dropTable('operation_elements');
  await knex.schema.dropTable('operations');
};
