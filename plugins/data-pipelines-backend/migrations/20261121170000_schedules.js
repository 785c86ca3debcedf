/**
 * Snapshot schedules. Times are milliseconds since the epoch; JSON is kept as
 * text.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('schedules', table => {
    table.text('name').primary();
    table.text('pipeline').notNullable();
    table.text('spec').notNullable();
    table.text('created_by').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.bigInteger('handled_until').notNullable().comment('instants before it are done with');
    table.text('last_run');
    table.index(['pipeline'], 'schedules_pipeline_index');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('schedules');
};
