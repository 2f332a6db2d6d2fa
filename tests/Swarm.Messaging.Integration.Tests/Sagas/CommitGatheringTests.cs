using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Sagas;

/// <summary>Commits wait for those of the same carrier, and for nobody else.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class CommitGatheringTests(StoreRedis redis)
{
    private readonly StoreInstallation installation = new(redis.Connection);
    private readonly CommitGathering gathering = new();

    [Fact]
    public async Task They_LeaveTogether_AndEachHasItsAnswer()
    {
        await installation.CommittedAsync(Commits.Of("there", 0, "Accepted"));
        var first = gathering.Add(Commits.Of("a", 0, "Accepted", "i"))!;
        var second = gathering.Add(Commits.Of("there", 0, "Accepted", "i"))!;
        (await installation.LoadAsync(Commits.Task("a"))).ShouldBeNull();

        gathering.Leave(installation.Store, default);

        (await first).ShouldBeOfType<CommitResult.Committed>().Version.ShouldBe(1);
        (await second).ShouldBe(new CommitResult.Conflict(1));
    }

    [Fact]
    public void OneThatComesLater_GoesByItself()
    {
        gathering.Leave(installation.Store, default);

        gathering.Add(Commits.Of("late", 0, "Accepted")).ShouldBeNull();
    }

    [Fact]
    public async Task StoreThatTakesNone_IsToldToEach()
    {
        var all = new[] { "a", "b" }.Select(id => gathering.Add(Commits.Of(id, 0, "Accepted"))!).ToList();

        gathering.Leave(installation.Store, new CancellationToken(canceled: true));

        foreach (var one in all)
            await Should.ThrowAsync<OperationCanceledException>(() => one);
    }
}
