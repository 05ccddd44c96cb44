"""The faults that are to be survived, and the tests that prove each: no row without a test."""

import ast
from functools import cache

import pytest

from tests.kill import test_kill_mail, test_kill_matrix, test_kill_postgres, test_kill_telegram
from tests.support import ROOT

TABLE = {
    "killed at every named point, on Telegram": (
        "kill/test_kill_telegram.py", "test_killed_at_a_point"),
    "killed at every named point, on Matrix": (
        "kill/test_kill_matrix.py", "test_killed_at_each_point_on_the_way_of_encrypted_answers"),
    "killed at every named point, by mail": (
        "kill/test_kill_mail.py", "test_what_a_letter_asks_for_is_done_once_wherever_the_bot_dies"),
    "killed at every named point, on PostgreSQL": (
        "kill/test_kill_postgres.py", "test_killed_at_a_point"),
    "killed at random moments, one chat": (
        "kill/test_kill_telegram.py", "test_one_chat_killed_at_random_moments"),
    "killed at random moments, several chats": (
        "kill/test_kill_telegram.py", "test_several_chats_killed_at_random_moments"),
    "killed at random moments, on Matrix": (
        "kill/test_kill_matrix.py", "test_killed_at_random_moments"),
    "killed at random moments, by mail": (
        "kill/test_kill_mail.py", "test_killed_at_random_moments"),
    "killed at random moments, on PostgreSQL": (
        "kill/test_kill_postgres.py", "test_killed_at_random_moments"),
    "one of two killed at random moments": (
        "kill/test_kill_postgres.py", "test_two_that_share_the_work_die_in_turn"),
    "a platform is down for a minute": (
        "faults/test_outage.py",
        "test_a_platform_that_was_away_is_spoken_to_at_once_when_it_is_back"),
    "the homeserver is down": (
        "test_matrix_losing_nothing.py", "test_a_homeserver_that_goes_and_comes_back"),
    "Telegram is down": (
        "test_telegram_listener.py", "test_it_waits_longer_each_time_until_telegram_is_back"),
    "one chat can't be reached": (
        "faults/test_outage.py",
        "test_trouble_of_one_chat_slows_nobody_and_is_not_tried_with_every_other_message"),
    "one chat's trouble": ("test_delivery.py", "test_a_blocked_chat_does_not_stop_the_others"),
    "one platform's trouble": (
        "test_delivery.py",
        "test_a_platform_that_asks_for_a_pause_is_left_alone_and_the_other_goes_on"),
    "a storm of 429": (
        "faults/test_clock.py", "test_a_storm_of_refusals_delays_and_loses_nothing"),
    "a lost answer": ("test_telegram_refusals.py", "test_a_lost_or_cut_answer_is_tried_again"),
    "something comes twice": (
        "test_telegram_listener.py",
        "test_an_update_that_comes_twice_is_heard_once_or_has_the_same_id"),
    "something comes in the wrong order": (
        "test_telegram_webhook.py",
        "test_what_comes_twice_and_in_the_wrong_order_is_told_as_it_comes"),
    "the clock jumps, and something waits": (
        "faults/test_clock.py", "test_what_waits_is_sent_once_and_in_order"),
    "the clock jumps, and somebody speaks": (
        "faults/test_clock.py", "test_what_is_said_is_done_once_and_answered"),
    "the disk is full": (
        "faults/test_disk.py",
        "test_a_disk_that_is_full_keeps_nothing_and_all_of_it_when_there_is_room"),
    "the database is locked": (
        "faults/test_disk.py", "test_a_database_that_another_program_has_locked_keeps_nothing"),
    "the database is damaged at the start": (
        "test_storage.py", "test_a_damaged_database_is_refused_in_a_plain_sentence"),
    "the database is damaged while it is used": (
        "test_limits.py", "test_a_database_that_is_damaged_while_it_is_used_keeps_nothing"),
    "two processes on one SQLite": (
        "test_storage.py", "test_the_database_is_held_by_one_process"),
    "a second program on one SQLite": (
        "test_program.py", "test_a_backup_is_made_while_the_bot_runs_and_brought_back"),
    "PostgreSQL is restarted": (
        "postgres/test_instances.py", "test_both_go_on_when_the_server_comes_back"),
    "a process is killed, another stands by": (
        "postgres/test_instances.py",
        "test_the_second_takes_over_from_a_first_that_was_killed"),
    "it is asked to end while PostgreSQL is away": (
        "postgres/test_instances.py",
        "test_asked_to_end_while_the_database_is_away_they_end"),
    "on Matrix a process is killed, another stands by": (
        "postgres/test_instances_on_matrix.py",
        "test_the_second_takes_over_and_reads_what_is_encrypted"),
    "on Matrix a process is paused past its lease": (
        "postgres/test_instances_on_matrix.py",
        "test_one_that_was_paused_past_its_lease_spoils_neither_keys_nor_rooms"),
    "on Matrix a second process has other keys": (
        "postgres/test_instances_on_matrix.py",
        "test_one_with_another_folder_is_refused_while_the_first_lives"),
    "a process is paused past its lease": (
        "postgres/test_instances.py",
        "test_a_bot_that_was_paused_past_its_lease_says_nothing_late"),
    "a late mark": ("postgres/test_sharing.py", "test_a_late_mark_is_refused"),
    "the network drops": ("faults/test_network.py", "test_a_pulled_cable"),
    "a migration is killed, SQLite": (
        "test_storage.py", "test_a_first_start_that_is_killed_anywhere_is_made_good_by_the_next"),
    "a migration is killed, PostgreSQL": (
        "postgres/test_postgres.py",
        "test_a_migration_that_is_killed_anywhere_is_made_good_by_the_next"),
    "a migration of a database in use is killed": (
        "faults/test_migration.py",
        "test_a_migration_that_is_killed_again_and_again_loses_nothing"),
    "a backup under load, SQLite": ("faults/test_backup.py", "test_under_load_and_back_again"),
    "a backup under load, PostgreSQL": (
        "postgres/test_backup.py", "test_under_load_and_back_again"),
    "the Matrix keys are lost": ("test_matrix_coming_in.py", "test_lost_keys"),
}  # fmt: skip


@cache
def _tests_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(one.name for one in tree.body if isinstance(one, kinds))


@pytest.mark.parametrize("fault", TABLE)
def test_each_fault_has_its_test(fault: str) -> None:
    path, name = TABLE[fault]
    assert name in _tests_of(path)


def test_it_is_killed_two_hundred_times_at_random() -> None:
    # One chat and several of Telegram.
    times = 2 * test_kill_telegram.KILLS + test_kill_matrix.KILLS + test_kill_mail.KILLS
    times += test_kill_postgres.KILLS + test_kill_postgres.KILLS_OF_TWO
    assert times >= 200
