-- Every residence of a person is asked for when it is settled, when a person is erased, and by the database itself for each
-- imported person that is taken back; the index of current ones cannot answer.
create index residence_person on residence (person_id, kind);
