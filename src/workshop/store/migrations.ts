import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** The steps from an empty database to today's, in order; a step that has been released is never changed. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-classes': {
    async up(db: Kysely<any>) {
      await db.schema
        .createTable('class')
        .addColumn('id', 'varchar(64)', (column) => column.primaryKey())
        .addColumn('title', 'text', (column) => column.notNull())
        .addColumn('code', 'varchar(16)', (column) => column.notNull().unique())
        .addColumn('secret_hash', 'text', (column) => column.notNull())
        .addColumn('template', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('last_seq', 'bigint', (column) => column.notNull().defaultTo(0))
        .execute()
      await db.schema
        .createTable('learner')
        .addColumn('id', 'varchar(64)', (column) => column.primaryKey())
        .addColumn('class_id', 'varchar(64)', (column) => column.notNull().references('class.id').onDelete('cascade'))
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('joined_at', 'bigint', (column) => column.notNull())
        .execute()
      await db.schema
        .createTable('session')
        .addColumn('token_hash', 'varchar(64)', (column) => column.primaryKey())
        .addColumn('class_id', 'varchar(64)', (column) => column.notNull().references('class.id').onDelete('cascade'))
        .addColumn('learner_id', 'varchar(64)', (column) => column.references('learner.id').onDelete('cascade'))
        .addColumn('expires_at', 'bigint', (column) => column.notNull())
        .execute()
      await db.schema
        .createTable('event')
        .addColumn('class_id', 'varchar(64)', (column) => column.notNull().references('class.id').onDelete('cascade'))
        .addColumn('seq', 'bigint', (column) => column.notNull())
        .addColumn('id', 'varchar(64)', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('by', 'varchar(64)', (column) => column.notNull())
        .addColumn('deed', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('event_pk', ['class_id', 'seq'])
        .addUniqueConstraint('event_once', ['class_id', 'id'])
        .execute()
      await db.schema
        .createTable('submission')
        .addColumn('id', 'varchar(64)', (column) => column.primaryKey())
        .addColumn('class_id', 'varchar(64)', (column) => column.notNull().references('class.id').onDelete('cascade'))
        .addColumn('learner_id', 'varchar(64)', (column) => column.notNull().references('learner.id').onDelete('cascade'))
        .addColumn('exercise', 'varchar(80)', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('content', 'text', (column) => column.notNull())
        .execute()
      await db.schema.createIndex('submission_of_class').on('submission').columns(['class_id', 'exercise']).execute()
      await db.schema
        .createTable('grade')
        .addColumn('submission_id', 'varchar(64)', (column) => column.notNull().references('submission.id').onDelete('cascade'))
        .addColumn('round', 'integer', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('grade', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('grade_pk', ['submission_id', 'round'])
        .execute()
      await db.schema
        .createTable('lab')
        .addColumn('learner_id', 'varchar(64)', (column) => column.primaryKey().references('learner.id').onDelete('cascade'))
        .addColumn('class_id', 'varchar(64)', (column) => column.notNull().references('class.id').onDelete('cascade'))
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('log', 'text', (column) => column.notNull())
        .execute()
      await db.schema
        .createTable('setting')
        .addColumn('name', 'varchar(64)', (column) => column.primaryKey())
        .addColumn('value', 'text', (column) => column.notNull())
        .execute()
    },
  },
}
