using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Swarms;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Each merge was bounded as a message is, and what it was merged into was not: a state of 33 MB kept its hosts from giving signs of life.</summary>
public sealed class AStateGrewWithoutBoundByMergesTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const int Limit = 4_096;

    private static readonly string Half = new('x', Limit / 2);

    private SwarmWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartStillAsync(redis.Server.Port, """{"tasks":[]}""");
        Settings.MaxStateBytes = Limit;
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    private SwarmsOptions Settings => world.Host.Get<IOptionsMonitor<SwarmsOptions>>().CurrentValue;

    [Fact]
    public void It_is_eight_mebibytes_unless_said_otherwise() => new SwarmsOptions().MaxStateBytes.ShouldBe(8 * 1024 * 1024);

    [Fact]
    public async Task A_merge_that_makes_it_too_large_is_refused_with_size_and_limit_and_changes_nothing()
    {
        var before = await MergeAsync<SwarmStateChanged>(new { a = Half });

        var refused = await MergeAsync<CommandRejected>(new { b = Half });

        refused.Code.ShouldBe("too_large");
        refused.Message.ShouldMatch($"The state of the swarm s1 would have 4[0-9]{{3}} bytes; at most {Limit} are kept");
        refused.Violations.ShouldHaveSingleItem().Field.ShouldBe("state");
        (await world.States.VersionAsync("s1", default)).ShouldBe(before.Version);
        (await MergeAsync<SwarmStateChanged>(new { a = "", b = Half })).Version.ShouldBe(before.Version + 1, "one that makes room is taken");
    }

    [Fact]
    public async Task Bytes_are_counted_and_not_letters() =>
        (await MergeAsync<CommandRejected>(new { a = new string('é', Limit / 2) })).Code.ShouldBe("too_large");

    [Fact]
    public async Task So_it_is_with_the_swarm_in_one_step_as_a_whole_and_for_a_checkpoint()
    {
        await MergeAsync<SwarmStateChanged>(new { a = Half });

        (await TellAsync<CommandRejected>("UpdateSwarmState", new { swarmId = "s1", changes = new { objective = "other", b = Half } })).ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe("too_large"), r => r.Violations.ShouldHaveSingleItem().Field.ShouldBe("changes"));
        (await world.Registry.GetAsync("s1", default))!.Objective.ShouldNotBe("other");
        (await TellAsync<CommandRejected>("SaveSwarmState", new { swarmId = "s1", state = new { a = Half, b = Half } })).Code.ShouldBe("too_large");
        (await TellAsync<CommandRejected>("CheckpointSwarm", new { swarmId = "s1", data = new { a = Half, b = Half } })).ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe("too_large"), r => r.Message.ShouldStartWith("The checkpoint of the swarm s1 would have"), r => r.Violations.ShouldHaveSingleItem().Field.ShouldBe("data"));
        (await world.States.CheckpointsAsync("s1", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_of_before_the_bound_is_not_copied_and_not_restored_and_can_be_made_smaller()
    {
        Settings.MaxStateBytes = 8 * Limit;
        await MergeAsync<SwarmStateChanged>(new { a = new string('x', 5 * Limit) });
        var kept = (await TellAsync<SwarmCopyKept>("SnapshotSwarm", new { swarmId = "s1" })).Copy.Id;
        Settings.MaxStateBytes = Limit;

        (await TellAsync<CommandRejected>("SnapshotSwarm", new { swarmId = "s1" })).Code.ShouldBe("too_large");
        (await TellAsync<CommandRejected>("RestoreSwarm", new { swarmId = "s1", snapshotId = kept })).ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe("too_large"), r => r.Violations.ShouldHaveSingleItem().Field.ShouldBe("snapshotId"));
        (await MergeAsync<SwarmStateChanged>(new { a = 1 })).State.GetProperty("a").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task What_coordinators_wait_for_does_not_count()
    {
        for (var n = 0; n < 20; n++)
            await TellAsync<BlockingStateChanged>("SaveBlockingState", new { swarmId = "s1", coordinatorId = $"c{n}", signalType = new string('s', 200), phase = new string('p', 200) });

        (await MergeAsync<SwarmStateChanged>(new { a = Half })).State.GetRawText().Length.ShouldBeGreaterThan(2 * Limit);
    }

    private Task<T> MergeAsync<T>(object state) => TellAsync<T>("SaveSwarmState", new { swarmId = "s1", merge = true, state });

    private async Task<T> TellAsync<T>(string command, object message) => (await world.TellAsync(command, message)).ShouldBeOfType<T>();
}
