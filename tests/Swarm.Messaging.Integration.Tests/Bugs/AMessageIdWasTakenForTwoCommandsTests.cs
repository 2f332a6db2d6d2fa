using System.Text.Json;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.RabbitMq;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A message id was compared among the commands of a swarm that write its state and its registry alone: used for a command of another sort, or about something else, it was done. And what coordinators wait for was written again
/// by a message that came again after others.
/// </summary>
[Collection(RabbitMqCollection.Name)]
public sealed class AMessageIdWasTakenForTwoCommandsTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private readonly string prefix = $"ids-{Guid.NewGuid():N}";
    private SwarmWorld world = null!;
    private PlainClient client = null!;

    /// <param name="Other">The same command with other content.</param>
    /// <param name="Known">What its answer names, and is the same when it comes again.</param>
    private sealed record Command(string Queue, object Body, object Other, string Known);

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartAsync(
            redis.Server.Port, o => (o.HostSwarms, o.InterruptAfter, o.RecoverAfter, o.HostSilence) = (false, Never, Never, Never), prefix, broker: rabbit.Server.Address());
        client = await PlainClient.ConnectAsync(rabbit.Server.Address());
        foreach (var id in new[] { "w", "v", "gone", "ill" })
            await world.TellAsync(nameof(RegisterSwarm), new { swarmId = id });
        await world.Registry.ChangeStatusAsync("ill", SwarmStatuses.Interrupted, null, default);
        await world.TellAsync(nameof(SaveSwarmState), new { swarmId = "w", state = new { a = 1 } });
        await world.TellAsync(nameof(SetResourcePool), new { resourceType = "mem", total = 100 });
        await world.TellAsync(nameof(AllocateResource), new { resourceType = "mem", swarmId = "w", amount = 50 });
        await world.TellAsync(nameof(SaveBlockingState), new { swarmId = "w", coordinatorId = "cleared" });
    }

    public async Task DisposeAsync()
    {
        await client.DisposeAsync();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task Each_command_keeps_its_message_from_every_other_and_from_other_content_and_is_answered_again()
    {
        var commands = await CommandsAsync();
        foreach (var (n, first) in commands.Index())
        {
            var id = $"m{n}";
            var answer = await AskAsync(first.Queue, first.Body, id);
            answer.TryGetProperty("violations", out _).ShouldBeFalse($"{first.Queue}: {answer}");

            foreach (var other in commands.Where(c => c != first))
                ShouldBeRefused(await AskAsync(other.Queue, other.Body, id), $"{other.Queue} under the id of {first.Queue}");
            ShouldBeRefused(await AskAsync(first.Queue, first.Other, id), $"{first.Queue} with other content");

            var again = await AskAsync(first.Queue, first.Body, id);
            Named(again, first.Known).ShouldBe(Named(answer, first.Known), $"{first.Queue} again: {again}");
        }
    }

    [Fact]
    public async Task What_was_refused_keeps_its_id_from_nothing()
    {
        (await AskAsync(SwarmNames.SaveSwarmState, new { swarmId = "nobody", state = new { } }, "r1")).GetProperty("code").GetString().ShouldBe("not_found");

        (await AskAsync(SwarmNames.SaveSwarmState, new { swarmId = "w", state = new { a = 2 } }, "r1")).GetProperty("version").GetInt64().ShouldBeGreaterThan(0);
        ShouldBeRefused(await AskAsync(SwarmNames.SetResourcePool, new { resourceType = "mem", total = 90 }, "r1"), "it is used now");
    }

    [Fact]
    public async Task What_a_coordinator_waits_for_is_not_written_again_by_a_message_that_comes_late()
    {
        var (save, clear) = (new { swarmId = "w", coordinatorId = "c1", signalType = "review" }, new { swarmId = "w", coordinatorId = "c1" });
        var saved = await AskAsync(SwarmNames.SaveBlockingState, save, "b1");
        (await AskAsync(SwarmNames.ClearBlockingState, clear, "b2")).GetProperty("changed").GetBoolean().ShouldBeTrue();

        (await AskAsync(SwarmNames.SaveBlockingState, save, "b1")).GetProperty("state").ToString().ShouldBe(saved.GetProperty("state").ToString());
        (await world.States.BlockingAsync("w", "c1", default)).ShouldBeNull();

        await AskAsync(SwarmNames.SaveBlockingState, save, "b3");
        (await AskAsync(SwarmNames.ClearBlockingState, clear, "b2")).GetProperty("changed").GetBoolean().ShouldBeTrue("as it was answered");
        (await world.States.BlockingAsync("w", "c1", default)).ShouldNotBeNull();
    }

    private async Task<IReadOnlyList<Command>> CommandsAsync()
    {
        var snapshot = (await world.TellAsync(nameof(SnapshotSwarm), new { swarmId = "w" })).ShouldBeOfType<SwarmCopyKept>().Copy.Id;
        var second = (await world.TellAsync(nameof(SnapshotSwarm), new { swarmId = "w" })).ShouldBeOfType<SwarmCopyKept>().Copy.Id;
        var note = new { type = "note" };
        return
        [
            new(SwarmNames.RegisterSwarm, new { swarmId = "new" }, new { swarmId = "new", objective = "other" }, "swarm.createdAt"),
            new(SwarmNames.RegisterSwarm, new { objective = "one" }, new { objective = "other" }, "swarm.id"),
            new(SwarmNames.UpdateSwarm, new { swarmId = "w", objective = "one" }, new { swarmId = "w", objective = "other" }, "swarm.objective"),
            new(SwarmNames.DeregisterSwarm, new { swarmId = "gone" }, new { swarmId = "gone", reason = "other" }, "swarm.archivedAt"),
            new(SwarmNames.UpdateSwarmState, new { swarmId = "w", changes = new { b = 1 } }, new { swarmId = "w", changes = new { b = 2 } }, "version"),
            new(SwarmNames.SaveSwarmState, new { swarmId = "w", state = new { a = 1 } }, new { swarmId = "w", state = new { a = 2 } }, "version"),
            new(SwarmNames.SaveSwarmState, new { swarmId = "w", merge = true, state = new { a = 1 } }, new { swarmId = "w", merge = true, state = new { a = 2 } }, "version"),
            new(SwarmNames.SnapshotSwarm, new { swarmId = "w", label = "one" }, new { swarmId = "w", label = "other" }, "copy.id"),
            new(SwarmNames.RestoreSwarm, new { swarmId = "w", snapshotId = snapshot }, new { swarmId = "w", snapshotId = second }, "version"),
            new(SwarmNames.CheckpointSwarm, new { swarmId = "w", data = new { a = 1 } }, new { swarmId = "w", data = new { a = 2 } }, "copy.id"),
            new(SwarmNames.SaveBlockingState, new { swarmId = "w", coordinatorId = "c" }, new { swarmId = "w", coordinatorId = "d" }, "state.timestamp"),
            new(SwarmNames.ClearBlockingState, new { swarmId = "w", coordinatorId = "cleared" }, new { swarmId = "w", coordinatorId = "d" }, "changed"),
            new(SwarmNames.RecoverSwarm, new { swarmId = "ill" }, new { swarmId = "ill", schemaVersion = 1 }, "swarmId"),
            new(SwarmNames.RecoverInterruptedSwarms, new { }, new { schemaVersion = 1 }, "total"),
            new(SwarmNames.SendSwarmMessage, new { from = "w", to = "v", payload = note }, new { from = "w", to = "v", payload = new { type = "other" } }, "messageId"),
            new(SwarmNames.BroadcastSwarmMessage, new { from = "w", payload = note }, new { from = "w", payload = new { type = "other" } }, "messageId"),
            new(SwarmNames.DistributeSwarmTask, new { payload = new { a = 1 } }, new { payload = new { a = 2 } }, "taskId"),
            new(SwarmNames.SetResourcePool, new { resourceType = "cpu", total = 100 }, new { resourceType = "cpu", total = 200 }, "total"),
            new(SwarmNames.AllocateResource, new { resourceType = "mem", swarmId = "w", amount = 2 }, new { resourceType = "mem", swarmId = "w", amount = 3 }, "amount"),
            new(SwarmNames.ReleaseResource, new { resourceType = "mem", swarmId = "w", amount = 1 }, new { resourceType = "mem", swarmId = "w", amount = 2 }, "amount"),
            new(SwarmNames.ResolveConflict, new { swarmA = new { id = "w" }, swarmB = new { id = "v" } }, new { type = "other", swarmA = new { id = "w" }, swarmB = new { id = "v" } }, "conflictId"),
            new(SwarmNames.LeaveSwarmHost, new { hostId = "nobody" }, new { hostId = "nobody", session = "s1" }, "hostId"),
        ];
    }

    private Task<JsonElement> AskAsync(string queue, object body, string messageId) =>
        client.AskAsync($"{prefix}.{queue}", JsonSerializer.SerializeToUtf8Bytes(body), p => p.MessageId = messageId);

    private static void ShouldBeRefused(JsonElement answer, string what)
    {
        answer.TryGetProperty("code", out var code).ShouldBeTrue($"{what}: {answer}");
        (code.GetString(), answer.GetProperty("violations")[0].GetProperty("field").GetString()).ShouldBe(("id_conflict", "messageId"), what);
    }

    private static string Named(JsonElement answer, string path) => path.Split('.').Aggregate(answer, (json, name) => json.GetProperty(name)).ToString();
}
