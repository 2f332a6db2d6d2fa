using Swarm.Messaging.Redis.Sagas;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Sagas;

[Collection(StoreRedisDefinition.Name)]
public sealed class StoreCommitTests(StoreRedis redis)
{
    private readonly StoreInstallation installation = new(redis.Connection);

    private RedisSagaStore Store => installation.Store;

    [Fact]
    public async Task Load_Absent_GivesNull() => (await Store.LoadAsync(Commits.Task("nobody"), default)).ShouldBeNull();

    [Fact]
    public async Task Commit_Everything_IsReadBack()
    {
        var key = Commits.Task("all");
        (await installation.CommittedAsync(Commits.Of(key, 0, "Accepted", "i1", "i2") with
        {
            SchemaVersion = 3,
            Timeline = ["""{"event":"submitted"}""".Utf8(), """{"event":"parked|here"}""".Utf8()],
            Payload = "in".Utf8(),
            Appends = [new("nodes", "a".Utf8()), new("nodes", "b".Utf8()), new("batches", "c".Utf8())],
            Outbox = "out".Utf8(),
            TimersSet = [new("ask-again", TimeSpan.FromSeconds(30)), new("deadline", TimeSpan.FromHours(1))],
        })).ShouldBe(1);
        (await installation.CommittedAsync(Commits.Of(key, 1, "Placed", "i3") with
        {
            Timeline = ["""{"event":"placed"}""".Utf8()],
            Result = "done".Utf8(),
            Appends = [new("nodes", "d".Utf8())],
            TimersSet = [new("ask-again", TimeSpan.FromSeconds(30)), new("lease", TimeSpan.FromSeconds(5))],
            TimersCleared = ["deadline", "never-set"],
        })).ShouldBe(2);

        var saga = (await installation.LoadAsync(key))!;
        saga.Key.ShouldBe(key);
        saga.Version.ShouldBe(2);
        saga.SchemaVersion.ShouldBe(1);
        saga.State.ShouldBe("Placed");
        saga.Document.Text().ShouldBe("""{"id":"all"}""");
        saga.Timers.ShouldBe(new Dictionary<string, long> { ["ask-again"] = 2, ["lease"] = 2 }, ignoreOrder: true);
        (await Store.ReadPayloadAsync(key, default)).Text().ShouldBe("in");
        (await Store.ReadResultAsync(key, default)).Text().ShouldBe("done");
        (await Store.ReadCollectionAsync(key, "nodes", default)).Select(entry => entry.Text()).ShouldBe(["a", "b", "d"]);
        (await Store.ReadCollectionAsync(key, "batches", default)).Select(entry => entry.Text()).ShouldBe(["c"]);
        (await Store.ReadCollectionAsync(key, "none", default)).ShouldBeEmpty();
        var timeline = await Store.ReadTimelineAsync(key, default);
        timeline.Select(entry => (entry.Version, entry.Entry.Text())).ShouldBe(
            [(1, """{"event":"submitted"}"""), (1, """{"event":"parked|here"}"""), (2, """{"event":"placed"}""")]);
        (timeline[0].At - TimeProvider.System.GetUtcNow()).Duration().ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Commit_OtherVersion_ConflictsAndWritesNothing()
    {
        var key = Commits.Task("v");
        await installation.CommittedAsync(Commits.Of(key, 0, "Accepted", "i1"));
        var before = await Everything(key);

        foreach (var expected in new long[] { 0, 2, 7 })
            (await Store.CommitAsync(Full(key, expected, "i2"), default)).ShouldBe(new CommitResult.Conflict(1));

        (await Everything(key)).ShouldBe(before);
        (await Store.CommitAsync(Full(Commits.Task("absent"), 4, "i2"), default)).ShouldBe(new CommitResult.Conflict(0));
        installation.KeysWith("absent").ShouldBeEmpty();
    }

    [Fact]
    public async Task Commit_ItemsAppliedBefore_AreNamedAndNothingIsWritten()
    {
        var key = Commits.Task("dup");
        await installation.CommittedAsync(Commits.Of(key, 0, "Accepted", "i1"));
        await installation.CommittedAsync(Commits.Of(key, 1, "Accepted", "i2", "i3"));
        var before = await Everything(key);

        (await Applied(Full(key, 2, "i2"))).ShouldBe(["i2"]);
        (await Applied(Full(key, 2, "i9", "i3", "i1"))).ShouldBe(["i3", "i1"]);
        // Also when the version is stale, so that a retry after a lost reply needs no load to know.
        (await Applied(Full(key, 1, "i2", "i3"))).ShouldBe(["i2", "i3"]);
        (await Applied(Full(key, 0, "i1"))).ShouldBe(["i1"]);

        (await Everything(key)).ShouldBe(before);
        (await installation.CommittedAsync(Full(key, 2, "i9"))).ShouldBe(3);
    }

    [Fact]
    public async Task Commit_OfNoItem_IsFine() =>
        (await installation.CommittedAsync(Commits.Of("quiet", 0, "Accepted"))).ShouldBe(1);

    [Fact]
    public async Task Commit_PayloadAndResult_AreWrittenOnce()
    {
        var key = Commits.Task("once");
        await installation.CommittedAsync(Commits.Of(key, 0, "A") with { Payload = "p1".Utf8(), Result = "r1".Utf8() });
        await installation.CommittedAsync(Commits.Of(key, 1, "A") with { Payload = "p2".Utf8(), Result = "r2".Utf8() });
        (await Store.ReadPayloadAsync(key, default)).Text().ShouldBe("p1");
        (await Store.ReadResultAsync(key, default)).Text().ShouldBe("r1");
    }

    [Fact]
    public async Task Commit_AnyBytes_ComeBackUnchanged()
    {
        var bytes = Enumerable.Range(0, 1_024).Select(n => (byte)n).Prepend((byte)'|').ToArray();
        var key = Commits.Task("binary");
        await installation.CommittedAsync(Commits.Of(key, 0, "A", "\0|\r\n") with
        {
            Document = bytes,
            Payload = bytes,
            Result = ReadOnlyMemory<byte>.Empty,
            Outbox = bytes,
            Timeline = [bytes],
            Appends = [new("nodes", bytes), new("nodes", ReadOnlyMemory<byte>.Empty)],
        });
        await Store.WriteNoteAsync(key, "progress", bytes);

        (await installation.LoadAsync(key))!.Document.ToArray().ShouldBe(bytes);
        (await Store.ReadPayloadAsync(key, default))!.Value.ToArray().ShouldBe(bytes);
        (await Store.ReadResultAsync(key, default))!.Value.Length.ShouldBe(0);
        (await Store.ReadTimelineAsync(key, default))[0].Entry.ToArray().ShouldBe(bytes);
        (await Store.ReadCollectionAsync(key, "nodes", default)).Select(entry => entry.Length).ShouldBe([bytes.Length, 0]);
        (await Store.ReadNoteAsync(key, "progress", default))!.Value.ToArray().ShouldBe(bytes);
        installation.Clock.Advance(TimeSpan.FromSeconds(6));
        (await Store.ClaimOutboxAsync(TimeSpan.FromSeconds(5), 10, default)).Single().Entry.ToArray().ShouldBe(bytes);
        (await Applied(Commits.Of(key, 1, "A", "\0|\r\n"))).ShouldBe(["\0|\r\n"]);
    }

    [Fact]
    public async Task Commit_Timeline_KeepsTheLastThousand()
    {
        var key = Commits.Task("long");
        for (var version = 0; version < 11; version++)
        {
            await installation.CommittedAsync(Commits.Of(key, version, "A") with
            {
                Timeline = [.. Enumerable.Range(0, 100).Select(n => (ReadOnlyMemory<byte>)$"{(version * 100) + n}".Utf8())],
            });
        }

        (await Store.ReadTimelineAsync(key, default)).Select(entry => int.Parse(entry.Entry.Text())).ShouldBe(Enumerable.Range(100, 1_000));
    }

    [Fact]
    public async Task Commit_Inbox_ForgetsWhatIsBeyondTheHorizon()
    {
        var key = Commits.Task("old");
        await installation.CommittedAsync(Commits.Of(key, 0, "A", "i0"));
        installation.Clock.Advance(TimeSpan.FromHours(7));
        for (var version = 1; version <= 40; version++)
            await installation.CommittedAsync(Commits.Of(key, version, "A", $"i{version}"));

        var marks = await installation.Redis.GetDatabase().SortedSetLengthAsync($"{installation.Keys.Saga(key)}:inbox");
        marks.ShouldBe(40);
        (await Applied(Commits.Of(key, 41, "A", "i1"))).ShouldBe(["i1"]);
    }

    [Fact]
    public async Task Commit_OfThousandItems_FitsOneScript()
    {
        var key = Commits.Task("wide");
        string[] ids = [.. Enumerable.Range(0, 1_000).Select(n => $"task:t{n}:1:0")];
        var commit = Commits.Of(key, 0, "A", ids) with { Appends = [.. ids.Select(id => new CollectionAppend("results", id.Utf8()))] };
        await installation.CommittedAsync(commit);
        (await Applied(commit with { ExpectedVersion = 1 })).ShouldBe(ids);
        (await Store.ReadCollectionAsync(key, "results", default)).Count.ShouldBe(1_000);
        await Should.ThrowAsync<ArgumentException>(() =>
            Store.CommitAsync(Commits.Of(key, 1, "A", [.. Enumerable.Range(0, 4_000).Select(n => $"{n}")]), default));
    }

    [Fact]
    public async Task Note_OfAbsentSaga_IsIgnored()
    {
        await Store.WriteNoteAsync(Commits.Task("ghost"), "progress", "50".Utf8());
        (await Store.ReadNoteAsync(Commits.Task("ghost"), "progress", default)).ShouldBeNull();
        installation.KeysWith("ghost").ShouldBeEmpty();
    }

    [Fact]
    public async Task Commit_AfterScriptsWereFlushed_Works()
    {
        await installation.CommittedAsync(Commits.Of("flush", 0, "A", "i1"));
        await installation.Redis.GetServers()[0].ScriptFlushAsync();
        await installation.CommittedAsync(Commits.Of("flush", 1, "A", "i2"));
        await installation.Redis.GetServers()[0].ExecuteAsync("SCRIPT", "FLUSH");
        (await installation.CommittedAsync(Commits.Of("flush", 2, "A", "i3"))).ShouldBe(3);
    }

    private async Task<IReadOnlyList<string>> Applied(SagaCommit commit) =>
        (await Store.CommitAsync(commit, default)).ShouldBeOfType<CommitResult.AlreadyApplied>().ItemIds;

    private static SagaCommit Full(SagaKey key, long expected, params string[] inbox) => Commits.Of(key, expected, "Other", inbox) with
    {
        Client = "other",
        Document = "other".Utf8(),
        Timeline = ["t".Utf8()],
        Payload = "p".Utf8(),
        Result = "r".Utf8(),
        Outbox = "o".Utf8(),
        Appends = [new("nodes", "n".Utf8())],
        TimersSet = [new("x", TimeSpan.FromSeconds(1))],
        Retain = TimeSpan.FromHours(1),
    };

    // All keys with what DUMP says of them.
    private async Task<string> Everything(SagaKey key)
    {
        var database = installation.Redis.GetDatabase();
        var dumps = new List<string>();
        foreach (var name in installation.KeysWith("").Order(StringComparer.Ordinal))
            dumps.Add($"{name}={Convert.ToHexString((await database.KeyDumpAsync(name))!)}");
        dumps.ShouldContain(dump => dump.Contains(key.Id));
        return string.Join('\n', dumps);
    }
}
