using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>An interrupted swarm that was given the status <c>recovering</c> waited 30 s for a recovery that nobody had begun.</summary>
public sealed class ARecoveryThatNobodyCarriedOutCouldBeSetByHandTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartStillAsync(redis.Server.Port, """{"tasks":[]}""");
        await world.InterruptAsync();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public Task The_status_is_refused_and_recover_named() => RefusedAsync("UpdateSwarm", new { swarmId = "s1", status = "recovering" }, "status");

    [Fact]
    public Task With_the_state_it_is_refused_alike() => RefusedAsync("UpdateSwarmState", new { swarmId = "s1", changes = new { status = "recovering" } }, "changes.status");

    private async Task RefusedAsync(string command, object message, string field)
    {
        var refused = (await world.TellAsync(command, message)).ShouldBeOfType<CommandRejected>();

        (refused.Code, refused.Violations.ShouldHaveSingleItem().Field).ShouldBe(("invalid_transition", field));
        refused.Message.ShouldContain("Use recover: the command RecoverSwarm, or swarm swarms recover s1.");
        (await world.Registry.GetAsync("s1", default))!.Status.ShouldBe(SwarmStatuses.Interrupted);
    }
}
