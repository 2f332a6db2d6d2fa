using Swarm.Messaging.Integration.Tests.Services;
using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.Distribution;

/// <summary>Tasks, batches, sessions and agents of a whole host, in random order, with failures, deaths, cancellations and reports that come again.</summary>
public sealed class RandomCrmTests(RedisFixture redis, ITestOutputHelper output) : IClassFixture<RedisFixture>
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_happens_sessions_are_kept_and_every_batch_completes_once(int seed)
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await using var walk = new RandomCrmWalk(world, seed);

        await walk.RunAsync(120);
        await walk.EndAsync();

        output.WriteLine(string.Join(", ", walk.Seen.OrderBy(s => s.Key).Select(s => $"{s.Key} {s.Value}")));
        await walk.CheckEndAsync();
    }
}
