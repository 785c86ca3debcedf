/**
 * Since when a schedule is the one that it is, in milliseconds since the epoch,
 * and whose elements it covered when it was saved, as JSON.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('schedules', table => {
    table.bigInteger('created_at').comment('points that were cut before it are of another one');
    table.text('scope');
  });
  // Of a schedule from before, points since its last change are known to be its own.
  await knex('schedules').update({ created_at: knex.ref('updated_at') });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('schedules', table => {
    table.dropColumn('scope');
    table.dropColumn('created_at');
  });
};
