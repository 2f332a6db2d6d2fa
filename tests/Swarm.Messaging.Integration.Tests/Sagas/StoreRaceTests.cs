using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Sagas;

[Collection(StoreRedisDefinition.Name)]
public sealed class StoreRaceTests(StoreRedis redis)
{
    private readonly StoreInstallation installation = new(redis.Connection);

    [Fact]
    public async Task HundredWriters_OnOneSaga_LoseNothing()
    {
        var key = Commits.Task("busy");
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async writer =>
        {
            while (true)
            {
                var saga = await installation.LoadAsync(key);
                var written = saga is null ? "" : saga.Document.Text();
                var result = await installation.Store.CommitAsync(
                    Commits.Of(key, saga?.Version ?? 0, "Busy", $"i{writer}") with
                    {
                        Document = $"{written} {writer}".Utf8(),
                        Appends = [new("writers", $"{writer}".Utf8())],
                    }, default);
                if (result is CommitResult.Committed) return;
                result.ShouldBeOfType<CommitResult.Conflict>();
            }
        }));

        var last = (await installation.LoadAsync(key))!;
        last.Version.ShouldBe(100);
        last.Document.Text().Trim().Split(' ').Select(int.Parse).ShouldBe(Enumerable.Range(0, 100), ignoreOrder: true);
        (await installation.Store.ReadCollectionAsync(key, "writers", default)).Count.ShouldBe(100);
    }

    [Fact]
    public async Task FiftyBirths_OfOneSaga_ExactlyOneWins()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(n =>
            installation.Store.CommitAsync(Commits.Of("born", 0, "Accepted", $"i{n}"), default)));
        results.Count(result => result is CommitResult.Committed).ShouldBe(1);
        results.Count(result => result == new CommitResult.Conflict(1)).ShouldBe(49);
    }

    [Fact]
    public async Task OneItem_AppliedByTwentyAtOnce_CountsOnce()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            installation.Store.CommitAsync(Commits.Of("same", 0, "Accepted", "i1"), default)));
        results.Count(result => result is CommitResult.Committed).ShouldBe(1);
        results.Count(result => result is CommitResult.AlreadyApplied).ShouldBe(19);
    }
}
