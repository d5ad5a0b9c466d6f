-- What a file is called and what stands above its columns may name people: both are sealed like the rows, and go with them.
-- A migration has no key, so what was written before is let go; the rows, what they did and who brought them stay.
-- @source U30, PIPL-47

alter table import
  drop column name,
  drop column sheet,
  drop column header,
  drop column sample_sealed,
  add column name_sealed text,
  add column head_sealed text,
  add constraint import_erased_is_empty check (erased_at is null or (name_sealed is null and head_sealed is null));

comment on table import is
  'A list brought as a spreadsheet, for one community. name_sealed is the file’s name, head_sealed its sheet, header and first rows. The worker carries it on batch by batch while next_at is set; faults counts how often the batch at hand failed; version rises with each step a person takes. basis is why these persons may be recorded. @source PIPL-13';

-- the name stood among the words of the action as well; the action keeps its salted hash
delete from content c using action a where a.id = c.action_id and a.kind = 'import.made';

-- a signature is a keyed hash now, since a file without a header has a person where the header would be
delete from import_mapping;

-- Who leaves takes their rows along: they are named here at once, and the worker, who has the key, takes them out.
alter table import_batch add column forget int[] not null default '{}';

comment on table import_batch is
  'Up to 500 rows of an import with the texts of their cells, sealed, and erased when they are no longer needed. Each is checked, written and undone in one transaction. Rows in forget are of somebody who left; nobody is shown them, and the worker takes them out.';

create index import_batch_forget on import_batch (import_id) where forget <> '{}';
create index import_row_subject on import_row (subject_id) where subject_id is not null and mark is not null;

comment on table import_row is
  'What one row of an import would do and did: codes, ids and column names, no texts but those undo needs, which are erased with the batch. mark finds the same row twice in a file, and is gone when the texts are; makes names what later rows may lie in.';

-- A person whose data is erased is an id and nothing else: who comes to use the row in that moment is told to look again.
create function refuse_erased_person() returns trigger language plpgsql as $$
declare gone timestamptz;
begin
  if current_setting('linli.restoring', true) is distinct from 'on' then
    select erased_at into gone from person where id = new.person_id for key share;
    if gone is not null then
      raise exception 'the person is erased' using errcode = 'foreign_key_violation', constraint = 'person_is_there';
    end if;
  end if;
  return new;
end $$;

create trigger account_person_is_there before insert on account for each row execute function refuse_erased_person();
create trigger residence_person_is_there before insert on residence for each row execute function refuse_erased_person();
create trigger role_grant_person_is_there before insert on role_grant for each row execute function refuse_erased_person();

-- Rows are listed along the primary key; an index for each outcome and result was written twice for every row and read never
-- faster than that.
drop index import_row_outcome;
drop index import_row_result;

-- Of one name there are thousands in a city, and a list asks for those of one community.
drop index person_name;
create index person_name on person (name, path);
