import { expect, test } from 'vitest';
import { renderJunit } from './junit.ts';
import { FAILED, UNSURE } from './verdicts.fixture.ts';

test('failures are failures, the rest that did not pass errors or skipped', () => {
  expect(renderJunit([FAILED])).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="sharding" tests="6" failures="1" errors="0" skipped="2" time="12.345">
      <testsuite name="sharding 1 Route by key" tests="2" failures="0" errors="0" skipped="0" time="1.200" timestamp="2026-11-28T17:00:00.000Z">
        <properties>
          <property name="engine" value="local"/>
          <property name="language" value="typescript"/>
          <property name="seed" value="8123"/>
        </properties>
        <testcase name="1a agree" classname="sharding.route-by-key" time="0.400"/>
        <testcase name="1b together" classname="sharding.route-by-key" time="0.400"/>
      </testsuite>
      <testsuite name="sharding 2 Spread evenly, touch one shard" tests="3" failures="1" errors="0" skipped="1" time="0.900" timestamp="2026-11-28T17:00:00.000Z">
        <properties>
          <property name="engine" value="local"/>
          <property name="language" value="typescript"/>
          <property name="seed" value="8123"/>
        </properties>
        <testcase name="2a balance" classname="sharding.spread-evenly" time="0.400"/>
        <testcase name="2b one shard on the wire" classname="sharding.spread-evenly" time="0.500">
          <failure message="SELECT … FROM users on s0, s1, s2, s3; only s2 holds the row.">did: sent GET /users/u-31, alone, after 20 requests to warm up
    expected: data statements on the shard that holds u-31 (s2), and on no other
    observed: SELECT … FROM users on s0, s1, s2, s3; only s2 holds the row.
    That is a broadcast \\x1b[31m&amp; not sharding.
    look at: src/routing.ts
    look at: README.md, step 2
    replay with: archlab verify --step 2b --seed 8123</failure>
        </testcase>
        <testcase name="2c no cheating memory" classname="sharding.spread-evenly" time="0.000">
          <skipped/>
        </testcase>
      </testsuite>
      <testsuite name="sharding 3 Ask everybody, once" tests="1" failures="0" errors="0" skipped="1" time="0.000" timestamp="2026-11-28T17:00:00.000Z">
        <properties>
          <property name="engine" value="local"/>
          <property name="language" value="typescript"/>
          <property name="seed" value="8123"/>
        </properties>
        <testcase name="3a exact" classname="sharding.ask-everybody" time="0.000">
          <skipped/>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `);
});

test('our own troubles are errors', () => {
  expect(renderJunit([UNSURE])).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="sharding" tests="3" failures="0" errors="3" skipped="0" time="12.345">
      <testsuite name="sharding 4 Lose a shard" tests="3" failures="0" errors="3" skipped="0" time="3.000" timestamp="2026-11-28T17:00:00.000Z">
        <properties>
          <property name="engine" value="local"/>
          <property name="language" value="typescript"/>
          <property name="seed" value="8123"/>
        </properties>
        <testcase name="4a own users fail fast" classname="sharding.lose-a-shard" time="0.400">
          <error type="inconclusive" message="Too little was seen to judge.">Too little was seen to judge.</error>
        </testcase>
        <testcase name="4b others unharmed" classname="sharding.lose-a-shard" time="0.400">
          <error type="errored" message="x is not a function">TypeError: x is not a function
        at lab.ts:1:1</error>
        </testcase>
        <testcase name="4c partial answers" classname="sharding.lose-a-shard" time="0.400">
          <error type="interrupted" message="Interrupted.">Interrupted.</error>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `);
});
