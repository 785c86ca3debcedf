/**
 * Outcomes of operations that nobody has been told of yet. Times are
 * milliseconds since the epoch by the database's clock.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('operation_outcomes', table => {
    table.text('operation_id').notNullable().primary().references('id').inTable('operations').onDelete('CASCADE');
    table.bigInteger('ended_at').notNullable();
    table.integer('tries').notNullable().comment('how often somebody took it for telling');
    table.text('worker');
    table.bigInteger('lease_until').comment('not before it is it taken again');
    table.index(['ended_at'], 'operation_outcomes_ended_at_index');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('operation_outcomes');
};
