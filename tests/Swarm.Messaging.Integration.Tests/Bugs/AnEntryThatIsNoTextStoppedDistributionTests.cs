using System.Text;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Integration.Tests.Swarms.Work;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>An entry of the list for outside writers with half of a surrogate pair stopped all that lay behind it, and what was in the backlog besides.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class AnEntryThatIsNoTextStoppedDistributionTests(StoreRedis redis)
{
    private const string List = "swarm:tasks:queue";

    [Theory]
    [InlineData("""{"id":"\ud800"}""")]
    [InlineData("""{"task":{"description":"\udc00"}}""")]
    [InlineData("""{"task":{"\ud800":1}}""")]
    [InlineData("""{"task":{"payload":{"deep":["\udfff"]}}}""")]
    [InlineData("""["\ud800"]""")]
    [InlineData("@57")]
    [InlineData("@64")]
    [InlineData("@5000")]
    public async Task What_cannot_be_read_is_set_aside_and_what_lies_behind_it_is_taken_in(string entry)
    {
        var bench = new WorkBench(redis);
        var broken = entry[0] == '@' ? $$$"""{"task":{"payload":{{{DeepJson.Text(int.Parse(entry[1..]))}}}}}""" : entry;
        await bench.Database.ListLeftPushAsync(bench.Installation.Keys.Fixed(List), broken);
        await bench.Database.ListLeftPushAsync(bench.Installation.Keys.Fixed(List), """{"id":"behind","task":{"type":"build"}}""");

        (await bench.Intake.RunOnceAsync(default)).ShouldBe(2);

        (await bench.Database.ListLengthAsync(bench.Installation.Keys.Fixed(List))).ShouldBe(0);
        (await bench.Database.SortedSetRangeByRankAsync(bench.Key("backlog"))).Select(t => (string)t!).ShouldBe(["behind"]);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_set_aside_too()
    {
        var bench = new WorkBench(redis);
        await bench.Database.ListLeftPushAsync(bench.Installation.Keys.Fixed(List), (byte[])[.. "{\"id\":\""u8, 0xff, .. "\"}"u8]);

        (await bench.Intake.RunOnceAsync(default)).ShouldBe(1);

        (await bench.Work.FiguresAsync(default)).Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_at_all_does_not_keep_back_what_is_in_the_backlog()
    {
        await using var host = await SpineHost.StartAsync($"127.0.0.1:{redis.Port}", $"k{Guid.NewGuid():N}", configure: services => services.Configure<LeadershipOptions>(o => o.Poll = TimeSpan.FromMilliseconds(100)));
        await host.Get<ISwarmHosts>().OfferAsync(host.Get<HostIdentity>().HostId, 100, default);
        await host.Get<ISwarmRegistry>().RegisterAsync("alpha", new SwarmDefinition(), default);
        await host.Get<ISwarmRegistry>().ChangeStatusAsync("alpha", SwarmStatuses.Active, null, default);
        await Eventually.HoldsAsync(() => host.Get<LeaderService>().Term is not null, "this process leads");
        var database = host.Get<IConnectionMultiplexer>().GetDatabase();
        await database.StringSetAsync(host.Get<RedisKeys>().Fixed(List), Encoding.UTF8.GetBytes("no list"));

        // Not by the command, which distributes what it queues itself: by the leader's own cycle, which its queueing wakes.
        await host.Get<ISwarmWork>().QueueAsync(WorkBench.Task("t1"), default);

        await Eventually.HoldsAsync(async () => (await host.Get<ISwarmWork>().FindAsync("t1", default))?.SwarmId == "alpha", "it is assigned");
    }
}
