import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { rebuildTables } from '#database/rebuild_table'

/** Two tables as migrations make them: one with what a table can have, and one that points to it. */
const TABLES = [
  `create table "tried_owners" ("id" integer not null primary key autoincrement,
    "name" varchar(20) not null constraint tried_check check ("name" in ('a, b', 'c(', 'd?')),
    \`age\` integer not null default '1', "old" text null, "parent_id" integer null,
    foreign key("parent_id") references "tried_owners"("id") on delete set null)`,
  'create index "tried_name_index" on "tried_owners" ("name") where "age" > 0',
  'create index "tried_old_index" on "tried_owners" ("old")',
  `create table "tried_things" ("id" integer not null primary key,
    "owner_id" integer not null references "tried_owners"("id") on delete cascade)`,
  `create trigger "tried_trigger" before delete on "tried_owners"
    begin select raise(abort, 'No?') where old.name = 'd?'; end`,
  "insert into tried_owners (id, name, age, old) values (1, 'a, b', 1, 'x'), (2, 'd?', 1, 'y'), (9, 'c(', 1, 'z')",
  'insert into tried_things (id, owner_id) values (1, 2)',
  'delete from tried_owners where id = 9',
]

const CHANGE = {
  table: 'tried_owners',
  columns: { age: '`age` integer null', old: null },
  newColumns: ['"new" text null'],
  newConstraints: ['constraint tried_new check ("new" <> \'\')'],
  values: { age: 'case when age > 1 then age end', new: "old || '!'" },
  droppedIndexes: ['tried_old_index'],
}

test.group('A rebuilt table', (group) => {
  group.each.skip(() => db.connection().dialect.name === 'postgres', 'PostgreSQL alters tables')
  group.each.setup(async () => {
    await dropTables()
    for (const statement of TABLES) {
      await db.rawQuery(statement)
    }
    return () => dropTables()
  })

  test('has its rows, indexes and triggers, and nothing that points to it is lost', async ({
    assert,
  }) => {
    await rebuildTables(db.connection(), [CHANGE])

    assert.deepEqual(await db.from('tried_owners').orderBy('id'), [
      { id: 1, name: 'a, b', age: null, parent_id: null, new: 'x!' },
      { id: 2, name: 'd?', age: null, parent_id: null, new: 'y!' },
    ])
    assert.lengthOf(await db.from('tried_things'), 1)
    const names = await db.from('sqlite_master').where('tbl_name', 'tried_owners').orderBy('name')
    assert.deepEqual(
      names.map(({ name }) => name),
      ['tried_name_index', 'tried_owners', 'tried_trigger']
    )
    await assert.rejects(() => db.table('tried_owners').insert({ name: 'unknown' }), /CHECK/)
    await assert.rejects(() => db.table('tried_owners').insert({ name: 'c(', new: '' }), /CHECK/)
    await assert.rejects(() => db.from('tried_owners').where('id', 2).delete(), /No\?/)
    await assert.rejects(() => db.table('tried_things').insert({ id: 2, owner_id: 77 }), /FOREIGN/)
    const [id] = await db.table('tried_owners').insert({ name: 'c(' })
    assert.equal(id, 10)
  })

  test('is as it was where the change is interrupted', async ({ assert }) => {
    const before = await everything()

    await assert.rejects(
      () =>
        rebuildTables(db.connection(), [CHANGE], async () => {
          throw new Error('Killed')
        }),
      'Killed'
    )

    assert.deepEqual(await everything(), before)
    const [{ foreign_keys: areOn }] = await db.rawQuery('pragma foreign_keys')
    assert.equal(areOn, 1)
  })

  test('is as it was where a row would point to nothing', async ({ assert }) => {
    const before = await everything()

    await assert.rejects(
      () =>
        rebuildTables(db.connection(), [CHANGE], async (trx) => {
          await trx.rawQuery('update tried_things set owner_id = 5')
        }),
      '1 rows of tried_things refer to rows of tried_owners that are missing'
    )

    assert.deepEqual(await everything(), before)
  })

  test('is refused where the change names a column that it has not', async ({ assert }) => {
    await assert.rejects(
      () => rebuildTables(db.connection(), [{ table: 'tried_owners', columns: { size: null } }]),
      'tried_owners has no column size'
    )
  })
})

async function everything() {
  return [
    await db
      .from('sqlite_master')
      .whereLike('name', 'tried%')
      .orderBy('name')
      .select('name', 'sql'),
    await db.from('tried_owners').orderBy('id'),
    await db.from('tried_things'),
  ]
}

async function dropTables() {
  if (db.connection().dialect.name !== 'postgres') {
    await db.rawQuery('drop trigger if exists tried_trigger')
    await db.rawQuery('drop table if exists tried_things')
    await db.rawQuery('drop table if exists tried_owners')
  }
}
