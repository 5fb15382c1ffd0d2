-- Owner: Stations. Two neighbouring letters that have changed places are a slip too, however few trigrams a short word is left
-- with: "telsa" means Tesla, "lyno" Lyon.
create function swapped_words(word text) returns text[] language sql immutable parallel safe as $$
  select coalesce(array_agg(
    left(word, n - 1) || substr(word, n + 1, 1) || substr(word, n, 1) || substr(word, n + 2)), '{}')
  from generate_series(1, length(word) - 1) as n
$$;

create or replace function asked_words(asked text) returns tsquery language sql stable parallel safe as $$
  select string_agg(coalesce(nearest.word, given.word) || ':*', ' & ' order by given.place)::tsquery
  from unnest((plain_words(asked))[1:8]) with ordinality as given (word, place)
  left join lateral (
    select word from station_vocabulary
    where length(given.word) between 4 and 100 and given.word !~ '^[0-9]+$' and length(word) <= 100
      and (word % given.word or word = any (swapped_words(given.word)))
      and levenshtein_less_equal(word, given.word, 4) <= 1 + length(given.word) / 4
      and not exists (
        select from station_vocabulary known
        where known.word >= given.word and known.word < given.word || chr(1114111)
      )
    order by levenshtein(word, given.word), stations desc, word
    limit 1
  ) as nearest on true
$$;
