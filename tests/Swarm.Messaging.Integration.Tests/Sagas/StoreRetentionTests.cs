namespace Swarm.Messaging.Integration.Tests.Sagas;

[Collection(StoreRedisDefinition.Name)]
public sealed class StoreRetentionTests(StoreRedis redis)
{
    private readonly StoreInstallation installation = new(redis.Connection);

    [Fact]
    public async Task Sweep_DeletesEverythingOfWhatIsDue_AndNothingElse()
    {
        await EndAsync("gone-soon", TimeSpan.FromHours(24));
        await EndAsync("kept-long", TimeSpan.FromDays(30));
        await installation.CommittedAsync(Commits.Of("open", 0, "Parked"));

        (await installation.Store.SweepRetentionAsync(100, default)).ShouldBe(0);
        installation.Clock.Advance(TimeSpan.FromHours(24) + TimeSpan.FromMinutes(1));
        (await installation.Store.SweepRetentionAsync(100, default)).ShouldBe(1);

        installation.KeysWith("gone-soon").ShouldBeEmpty();
        (await installation.MembersWithAsync("gone-soon")).ShouldBeEmpty();
        (await installation.LoadAsync(Commits.Task("kept-long"))).ShouldNotBeNull();
        (await installation.LoadAsync(Commits.Task("open"))).ShouldNotBeNull();
        installation.Clock.Advance(TimeSpan.FromDays(30));
        (await installation.Store.SweepRetentionAsync(100, default)).ShouldBe(1);
        (await installation.Store.SweepRetentionAsync(100, default)).ShouldBe(0);
        (await installation.LoadAsync(Commits.Task("open"))).ShouldNotBeNull();
    }

    [Fact]
    public async Task Sweep_KeepsToItsLimit()
    {
        for (var n = 0; n < 50; n++) await EndAsync($"s{n}", TimeSpan.FromMinutes(1));
        installation.Clock.Advance(TimeSpan.FromMinutes(2));
        var swept = 0;
        while (swept < 49)
        {
            (await installation.Store.SweepRetentionAsync(7, default)).ShouldBe(7);
            swept += 7;
        }

        (await installation.Store.SweepRetentionAsync(7, default)).ShouldBe(1);
        installation.KeysWith(":saga:").ShouldBeEmpty();
    }

    [Fact]
    public async Task Reopened_TakesItsRetentionBack_AndEndedAgainIsKeptAnew()
    {
        await EndAsync("replayed", TimeSpan.FromHours(1));
        await installation.CommittedAsync(Commits.Of("replayed", 2, "Accepted"));
        (await installation.Store.DeleteEndedAsync(Commits.Task("replayed"), default)).ShouldBeFalse();
        installation.Clock.Advance(TimeSpan.FromHours(2));
        (await installation.Store.SweepRetentionAsync(100, default)).ShouldBe(0);
        await installation.CommittedAsync(Commits.Of("replayed", 3, "Done") with { Ended = true, Retain = TimeSpan.FromHours(1) });
        (await installation.Store.SweepRetentionAsync(100, default)).ShouldBe(0);
        installation.Clock.Advance(TimeSpan.FromHours(2));
        (await installation.Store.SweepRetentionAsync(100, default)).ShouldBe(1);
    }

    [Fact]
    public async Task DeleteEnded_OnlyWhatHasEnded()
    {
        await installation.CommittedAsync(Commits.Of("open", 0, "Parked"));
        await EndAsync("ended", TimeSpan.FromHours(1));
        (await installation.Store.DeleteEndedAsync(Commits.Task("open"), default)).ShouldBeFalse();
        (await installation.Store.DeleteEndedAsync(Commits.Task("absent"), default)).ShouldBeFalse();
        (await installation.Store.DeleteEndedAsync(Commits.Task("ended"), default)).ShouldBeTrue();
        (await installation.Store.DeleteEndedAsync(Commits.Task("ended"), default)).ShouldBeFalse();
        installation.KeysWith("ended").ShouldBeEmpty();
        (await installation.MembersWithAsync("ended")).ShouldBeEmpty();
        // The id is free again.
        (await installation.CommittedAsync(Commits.Of("ended", 0, "Accepted", "ended-i"))).ShouldBe(1);
    }

    // Leaves something under every key a saga can own, with an outbox entry that never left.
    private async Task EndAsync(string id, TimeSpan retain)
    {
        await installation.CommittedAsync(Commits.Of(id, 0, "Accepted", $"{id}-i") with
        {
            Timeline = ["t".Utf8()],
            Payload = "p".Utf8(),
            Outbox = "o".Utf8(),
            Appends = [new("nodes", "n".Utf8()), new("batches", "n".Utf8())],
            TimersSet = [new("ask-again", TimeSpan.FromDays(60))],
        });
        await installation.Store.WriteNoteAsync(Commits.Task(id), "progress", "50".Utf8());
        await installation.CommittedAsync(Commits.Of(id, 1, "Done", $"{id}-j") with { Result = "r".Utf8(), Outbox = "o".Utf8(), Ended = true, Retain = retain });
    }
}
