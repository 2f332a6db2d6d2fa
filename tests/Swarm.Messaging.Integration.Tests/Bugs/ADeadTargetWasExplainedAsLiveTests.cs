using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Distribution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A task on a target that had been killed was said to run there, and one that waited for a task which nobody had submitted was said to wait for its end.</summary>
public sealed class ADeadTargetWasExplainedAsLiveTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Who_is_not_heard_of_is_said_to_be_silent_with_what_follows()
    {
        // Time enough for the slowest machine to look before the lease ends.
        await using var world = await CrmWorld.StartAsync(
            redis.Server.Port, configure: s => s
                .PostConfigure<PlacementOptions>(o => (o.Lease, o.TargetTtl) = (TimeSpan.FromHours(2), TimeSpan.FromHours(4)))
                .PostConfigure<AgentOptions>(o => o.OfflineAfter = TimeSpan.FromHours(3)));
        var doomed = await CrmAgent.StartAsync(world.Host, "doomed", _ => new TaskCompletionSource<JsonElement>().Task);
        await world.SubmitAsync("t", "conversation_read", "acme");
        await world.WaitForAsync("t", TaskStates.Running);
        (await world.Host.Queries.ExplainAsync("t", CancellationToken.None))!.ShouldSatisfyAllConditions(
            e => e.Why.ShouldStartWith("It runs on doomed since "), e => e.Placement.Silence.ShouldBeNull());

        await doomed.DisposeAsync();
        world.Host.Clock.Advance(TimeSpan.FromMinutes(1));

        var explained = (await world.Host.Queries.ExplainAsync("t", CancellationToken.None))!;
        explained.Why.ShouldStartWith("It was begun on doomed at ");
        explained.Why.ShouldContain("doomed has not been heard of for ");
        explained.Why.ShouldContain("execution 1 has failed (lease_lost)");
        explained.Placement.Silence.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(1));
        explained.Placement.Candidates.Single(c => c.TargetId == "doomed").Reason.ShouldStartWith("free slots, but not heard of for ");
    }

    [Fact]
    public async Task What_it_waits_for_is_told_with_its_state_or_as_not_known()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.SubmitAsync("t", "conversation_read", "acme", constraints: new { dependencies = new[] { "later" } });
        (await world.Host.Queries.ExplainAsync("t", CancellationToken.None))!.Why.ShouldBe(
            "It is blocked: it waits for the end of later, which is not known (yet): nobody has submitted it, or its retention is over.");

        await world.SubmitAsync("later", "conversation_read", "acme");

        (await world.Host.Queries.ExplainAsync("t", CancellationToken.None))!.Why.ShouldBe("It is blocked: it waits for the end of later (Parked).");
    }
}
