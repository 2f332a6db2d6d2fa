using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Integration.Tests.Swarms.Messages;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A task whose payload is as long as it may be made a <c>task_assignment</c> longer than a message may be: its swarm never heard of it. And assignments that had to wait held up what was told
/// behind them, such as that a swarm has failed and its tasks need no place any more.
/// </summary>
public sealed class AnAssignmentTooLongForAMessageWasNotToldTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task It_is_told_without_its_payload()
    {
        var assigned = new Recorder("task_assignment");
        await using var world = await StartAsync(assigned);
        await RegisterAsync(world, "alpha");

        (await world.TellAsync(nameof(DistributeSwarmTask), new { taskId = "t1", type = "build", payload = new { text = new string('x', 1_048_200) } })).ShouldBeOfType<SwarmTaskDistributed>();

        await Eventually.HoldsAsync(() => assigned.Got.Count == 1, "the swarm hears of it");
        var told = assigned.Got.Single().Message.Payload;
        (told.GetProperty("task").GetProperty("taskId").GetString(), told.GetProperty("task").GetProperty("type").GetString(), told.GetProperty("shortened").GetBoolean()).ShouldBe(("t1", "build", true));
        told.GetProperty("task").TryGetProperty("payload", out var payload).ShouldBe(payload.ValueKind is JsonValueKind.Null);
    }

    [Fact]
    public async Task What_must_wait_for_a_place_holds_up_nothing_behind_it()
    {
        await using var world = await StartAsync(new Recorder(), bound: 2);
        foreach (var swarm in new[] { "one", "two" })
            await RegisterAsync(world, swarm);
        // Two wait for agents that there are not, one of each swarm, and 110 of each find no place behind them.
        for (var n = 0; n < 222; n++)
            (await world.TellAsync(nameof(DistributeSwarmTask), new { taskId = $"t{n}" })).ShouldBeOfType<SwarmTaskDistributed>().Status.ShouldBe("distributed");
        var first = (await world.Host.Get<ISwarmWork>().FindAsync("t0", default))!.SwarmId!;
        await world.Host.WaitForAsync("t0", TaskStates.Parked);

        await world.Registry.ChangeStatusAsync(first, SwarmStatuses.Failed, "broken", default);

        await world.Host.WaitForAsync("t0", TaskStates.Cancelled);
    }

    private Task<SwarmWorld> StartAsync(Recorder recorder, int? bound = null) => SwarmWorld.StartAsync(redis.Server.Port, services: s =>
    {
        s.AddSingleton<ISwarmMessageHandler>(recorder);
        s.Configure<LeadershipOptions>(o => o.Poll = TimeSpan.FromMilliseconds(100));
        if (bound is { } most)
            s.Configure<PlacementOptions>(o => o.BacklogBound = most);
    });

    private static async Task RegisterAsync(SwarmWorld world, string swarm)
    {
        await world.Registry.RegisterAsync(swarm, new SwarmDefinition(), default);
        await world.WaitForAsync(swarm, SwarmStatuses.Active);
        await Eventually.HoldsAsync(async () => await world.Host.Get<ISwarmLeadership>().CurrentAsync(default) is not null, "somebody leads");
    }
}
