using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Client;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Client.Agents.Effects;

namespace Swarm.Messaging.Crm.Tests.Effects;

/// <summary>An effect happens once, whatever ends in between; opening the file again is what a crash leaves.</summary>
public sealed class EffectJournalTests : IDisposable
{
    private readonly TempFolder folder = new("effects");
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private EffectJournal journal;
    private int maxResults = 200_000;
    private int performed;

    public EffectJournalTests() => journal = Open();

    private string FilePath => folder.Combine("effects.log");

    public void Dispose()
    {
        journal.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_key_with_a_result_returns_it()
    {
        (await OnceAsync("k")).ShouldSucceed().GetInt32().ShouldBe(1);
        (await OnceAsync("k")).ShouldSucceed().GetInt32().ShouldBe(1);
        Reopen();
        (await OnceAsync("k", attempt: 2)).ShouldSucceed().GetInt32().ShouldBe(1);

        performed.ShouldBe(1);
    }

    [Fact]
    public async Task The_keys_of_clients_do_not_meet()
    {
        await OnceAsync("k");
        await OnceAsync("k", client: "other");

        performed.ShouldBe(2);
    }

    [Fact]
    public async Task Many_at_once_with_one_key_do_it_once()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Enumerable.Range(0, 20).Select(_ => Task.Run(() => journal.OnceAsync(
            Effect("k"),
            async (attempt, _) =>
            {
                attempt.Intend();
                await gate.Task;
                return AgentResult.Ok(Interlocked.Increment(ref performed));
            },
            CancellationToken.None))).ToList();
        gate.SetResult();

        (await Task.WhenAll(all)).ShouldAllBe(r => r.ShouldSucceed().GetInt32() == 1);
        performed.ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_way_to_look_an_effect_in_doubt_needs_review()
    {
        await BreakAsync("k");

        var error = (await OnceAsync("k", attempt: 2)).ShouldFail("needs_review");

        error.Retryable.ShouldBeFalse();
        performed.ShouldBe(0);
    }

    [Fact]
    public async Task An_effect_that_is_found_is_not_repeated_and_its_result_is_kept()
    {
        await BreakAsync("k");

        (await OnceAsync("k", attempt: 2, verdict: new EffectVerdict.Done(JsonOf("found")))).ShouldSucceed().GetString().ShouldBe("found");
        (await OnceAsync("k", attempt: 3, verdict: new EffectVerdict.NotDone())).ShouldSucceed().GetString().ShouldBe("found");

        performed.ShouldBe(0);
    }

    [Fact]
    public async Task An_effect_that_is_not_there_is_done()
    {
        await BreakAsync("k");

        (await OnceAsync("k", attempt: 2, verdict: new EffectVerdict.NotDone())).ShouldSucceed();

        performed.ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_repeats_what_could_not_be_looked_for()
    {
        await BreakAsync("k");

        (await OnceAsync("k", attempt: 2, verdict: new EffectVerdict.Unknown("the page did not load"))).ShouldFail("not_verified").Retryable.ShouldBeTrue();
        (await OnceAsync("k", attempt: 3)).ShouldFail("needs_review");

        performed.ShouldBe(0);
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    public async Task A_failure_says_whether_it_leaves_doubt(bool isIntended, bool isNotDone, bool inDoubt)
    {
        Task<AgentResult> Fail(EffectAttempt attempt, CancellationToken cancellation)
        {
            if (isIntended)
                attempt.Intend();
            if (isNotDone)
                attempt.NotDone();
            return Task.FromResult(AgentResult.Fail("server_error", "502"));
        }

        (await journal.OnceAsync(Effect("k"), Fail, CancellationToken.None)).ShouldFail("server_error").InDoubt.ShouldBe(inDoubt);
        (await journal.OnceAsync(Effect("r") with { Repeatable = true }, Fail, CancellationToken.None)).ShouldFail("server_error").InDoubt.ShouldBeNull();
    }

    [Fact]
    public async Task What_was_sent_gets_its_time_before_anybody_looks()
    {
        await BreakAsync("k", advance: false);
        DateTimeOffset? looked = null;
        var begun = time.GetUtcNow();
        time.Advance(TimeSpan.FromSeconds(2));

        var once = OnceAsync("k", attempt: 2, verify: () =>
        {
            looked = time.GetUtcNow();
            return new EffectVerdict.NotDone();
        });
        time.Advance(TimeSpan.FromSeconds(2.9));
        once.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(0.1));

        (await once).ShouldSucceed();
        looked.ShouldBe(begun + EffectRequest.DefaultSettle);
    }

    [Fact]
    public async Task A_failure_before_the_effect_or_refused_by_the_service_leaves_no_doubt()
    {
        (await journal.OnceAsync(Effect("a"), (_, _) => Task.FromResult(AgentResult.Fail("no_page", "x")), CancellationToken.None)).ShouldFail("no_page");
        (await journal.OnceAsync(
            Effect("b"),
            (attempt, _) =>
            {
                attempt.Intend();
                attempt.NotDone();
                return Task.FromResult(AgentResult.Fail("refused", "x"));
            },
            CancellationToken.None)).ShouldFail("refused");
        Reopen();

        (await OnceAsync("a", attempt: 2)).ShouldSucceed();
        (await OnceAsync("b", attempt: 2)).ShouldSucceed();
    }

    [Fact]
    public async Task An_attempt_made_elsewhere_is_looked_for()
    {
        (await OnceAsync("a", attempt: 2)).ShouldFail("needs_review");
        (await OnceAsync("b", attempt: 2, verdict: new EffectVerdict.Done(JsonOf("theirs")), advance: true)).ShouldSucceed().GetString().ShouldBe("theirs");
        // Attempt 1 was ours and did nothing, attempt 2 was another's.
        await journal.OnceAsync(Effect("c"), (_, _) => Task.FromResult(AgentResult.Fail("no_page", "x")), CancellationToken.None);
        (await OnceAsync("c", attempt: 3)).ShouldFail("needs_review");

        performed.ShouldBe(0);
    }

    [Fact]
    public async Task After_a_replay_attempts_count_anew()
    {
        // Four attempts of the first run were ours and did nothing; the first of the second was another's, who died in it.
        await journal.OnceAsync(Effect("a") with { Attempt = 4 }, (_, _) => Task.FromResult(AgentResult.Fail("unreachable", "x")), CancellationToken.None);
        Reopen();

        (await journal.OnceAsync(Effect("a") with { Run = 1, Attempt = 2 }, Perform, CancellationToken.None)).ShouldFail("needs_review");
        performed.ShouldBe(0);
        (await journal.OnceAsync(Effect("b") with { Run = 1 }, Perform, CancellationToken.None)).ShouldSucceed();
    }

    [Fact]
    public async Task What_can_be_repeated_is_repeated_without_a_look()
    {
        await Should.ThrowAsync<IOException>(() => journal.OnceAsync(
            Effect("k") with { Repeatable = true },
            (attempt, _) =>
            {
                attempt.Intend();
                throw new IOException("cut");
            },
            CancellationToken.None));

        (await OnceAsync("k", attempt: 2, repeatable: true)).ShouldSucceed();
    }

    [Fact]
    public async Task A_key_with_other_content_is_refused()
    {
        await OnceAsync("k");

        (await journal.OnceAsync(Effect("k") with { Fingerprint = "other" }, Perform, CancellationToken.None)).ShouldFail("id_conflict").Retryable.ShouldBeFalse();
    }

    [Fact]
    public async Task A_tail_torn_anywhere_is_cut_and_the_rest_counts()
    {
        await OnceAsync("whole");
        journal.Dispose();
        var before = new FileInfo(FilePath).Length;
        journal = Open();
        await BreakAsync("torn");
        journal.Dispose();
        var all = await File.ReadAllBytesAsync(FilePath);

        foreach (var length in Enumerable.Range((int)before, all.Length - (int)before).Where(l => l - before < 12 || l % 17 == 0 || all.Length - l < 3))
        {
            await File.WriteAllBytesAsync(FilePath, all[..length]);
            journal = Open();
            journal.Count.ShouldBe(1, $"cut at {length} of {all.Length}");
            journal.Dispose();
            new FileInfo(FilePath).Length.ShouldBe(before);
        }

        await File.WriteAllBytesAsync(FilePath, all);
        journal = Open();
        journal.Count.ShouldBe(2);
        (await OnceAsync("torn", attempt: 2)).ShouldFail("needs_review");
    }

    [Fact]
    public async Task Damage_in_the_middle_is_no_crash_and_is_refused()
    {
        await OnceAsync("a");
        await OnceAsync("b");
        journal.Dispose();
        var bytes = await File.ReadAllBytesAsync(FilePath);
        bytes[20] ^= 1;
        await File.WriteAllBytesAsync(FilePath, bytes);

        Should.Throw<SwarmClientException>(Open).Message.ShouldContain("damaged at byte 0");

        await File.WriteAllBytesAsync(FilePath, []);
        journal = Open();
    }

    [Fact]
    public void One_process_at_a_time_has_it() => Should.Throw<SwarmClientException>(Open).Message.ShouldContain("another agent");

    [Fact]
    public async Task Results_go_after_their_time_and_doubts_after_theirs()
    {
        await OnceAsync("done");
        await BreakAsync("doubt");
        time.Advance(TimeSpan.FromDays(8));
        Reopen();
        journal.Count.ShouldBe(1);
        (await OnceAsync("doubt", attempt: 2)).ShouldFail("needs_review");

        time.Advance(TimeSpan.FromDays(30));
        Reopen();
        journal.Count.ShouldBe(0);
    }

    [Fact]
    public async Task The_file_is_bounded_and_what_counts_survives_its_rewriting()
    {
        maxResults = 20;
        Reopen();
        await BreakAsync("doubt");
        var large = new string('x', 60_000);
        for (var i = 0; i < 100; i++)
        {
            await journal.OnceAsync(
                Effect($"k{i}"),
                (attempt, _) =>
                {
                    attempt.Intend();
                    return Task.FromResult(AgentResult.Ok(large + i));
                },
                CancellationToken.None);
        }

        new FileInfo(FilePath).Length.ShouldBeLessThan(4 * 1024 * 1024, "of 6 MB that were written");
        journal.Count.ShouldBeInRange(15, 24);
        Reopen();
        (await OnceAsync("k99")).ShouldSucceed().GetString().ShouldBe(large + 99);
        (await OnceAsync("doubt", attempt: 2)).ShouldFail("needs_review");
        performed.ShouldBe(0);
    }

    [Fact]
    public async Task Effects_done_together_leave_out_what_is_known_and_keep_each_end()
    {
        await OnceAsync("known");
        await BreakAsync("doubt");
        IReadOnlyList<int>? asked = null;

        var ends = await journal.OnceAsync(
            [Effect("known"), Effect("new"), Effect("doubt") with { Attempt = 2 }, Effect("bad")],
            (left, _) =>
            {
                asked = left;
                return Task.FromResult<IReadOnlyList<(AgentResult, bool)>>([(AgentResult.Ok("made"), false), (AgentResult.Fail("refused", "no"), true)]);
            },
            CancellationToken.None);

        asked.ShouldBe([1, 3]);
        ends[0].ShouldSucceed().GetInt32().ShouldBe(1);
        ends[1].ShouldSucceed().GetString().ShouldBe("made");
        ends[2].ShouldFail("needs_review");
        ends[3].ShouldFail("refused");
        Reopen();
        (await OnceAsync("new", attempt: 2)).ShouldSucceed().GetString().ShouldBe("made");
        (await OnceAsync("bad", attempt: 2)).ShouldSucceed();
    }

    [Fact]
    public async Task A_call_for_many_that_is_cut_leaves_all_of_them_in_doubt()
    {
        await Should.ThrowAsync<IOException>(() => journal.OnceAsync([Effect("a"), Effect("b")], (_, _) => throw new IOException("cut"), CancellationToken.None));
        Reopen();

        (await OnceAsync("a", attempt: 2)).ShouldFail("needs_review");
        (await OnceAsync("b", attempt: 2)).ShouldFail("needs_review");
    }

    private static System.Text.Json.JsonElement JsonOf(string text) => System.Text.Json.JsonSerializer.SerializeToElement(text);

    private static EffectRequest Effect(string key, string client = "acme") => new() { Key = new(client, key), Operation = "send", Fingerprint = "f" };

    private EffectJournal Open() => new(new EffectJournalOptions { File = FilePath, MaxResults = maxResults }, time);

    private void Reopen()
    {
        journal.Dispose();
        journal = Open();
    }

    private Task<AgentResult> OnceAsync(
        string key, int attempt = 1, EffectVerdict? verdict = null, bool repeatable = false, string client = "acme", Func<EffectVerdict>? verify = null, bool advance = false)
    {
        verify ??= verdict is null ? null : () => verdict;
        var once = journal.OnceAsync(
            Effect(key, client) with { Attempt = attempt, Repeatable = repeatable, Verify = verify is null ? null : (_, _) => Task.FromResult(verify()) }, Perform, CancellationToken.None);
        if (advance)
            time.Advance(EffectRequest.DefaultSettle);
        return once;
    }

    private Task<AgentResult> Perform(EffectAttempt attempt, CancellationToken cancellation)
    {
        attempt.Intend();
        return Task.FromResult(AgentResult.Ok(Interlocked.Increment(ref performed)));
    }

    /// <summary>Begins the effect and ends as a killed process does: nothing more is written.</summary>
    private async Task BreakAsync(string key, bool advance = true)
    {
        var never = new TaskCompletionSource<AgentResult>();
        _ = journal.OnceAsync(
            Effect(key),
            (attempt, _) =>
            {
                attempt.Intend();
                return never.Task;
            },
            CancellationToken.None);
        Reopen();
        if (advance)
            time.Advance(EffectRequest.DefaultSettle);
        await Task.CompletedTask;
    }
}
