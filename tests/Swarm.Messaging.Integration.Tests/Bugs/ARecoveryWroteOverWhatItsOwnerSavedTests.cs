using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Swarms.Recovery;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The begin of a recovery compared the version of a later read than the one its state was made from; and on a second try the status before it was <c>recovering</c>.</summary>
public sealed class ARecoveryWroteOverWhatItsOwnerSavedTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartStillAsync(redis.Server.Port, """{"step":1,"status":"active"}""");
        await world.InterruptAsync();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_state_made_from_an_older_one_is_not_written()
    {
        var (made, stale) = (await world.States.VersionAsync("s1", default), (await world.States.LoadAsync("s1", default))!.Document);
        await world.States.UpdateAsync("s1", JsonElement.Parse("""{"step":2}"""), default);

        (await world.States.BeginRecoveryAsync("s1", stale, made, default)).ShouldBe(RecoveryStep.Changed);

        (await StepAsync()).ShouldBe(2);
        (await world.Registry.GetAsync("s1", default))!.Status.ShouldBe(SwarmStatuses.Interrupted);
    }

    [Fact]
    public async Task Whatever_its_owner_writes_while_recoveries_begin_is_there_afterwards()
    {
        for (var n = 2; n <= 100; n++)
        {
            var step = n;
            var save = world.States.UpdateAsync("s1", JsonElement.Parse($$"""{"step":{{step}}}"""), default);
            (await world.Host.Get<SwarmRecovery>().BeginAsync("s1", default)).ShouldBeOfType<RecoveryResult.Begun>();
            (await save).ShouldBeOfType<StateOutcome.Done>();
            (await StepAsync()).ShouldBe(step);
            await world.InterruptAsync();
        }
    }

    [Fact]
    public async Task The_status_before_it_is_the_same_on_every_try()
    {
        for (var n = 0; n < 3; n++)
        {
            (await world.Host.Get<SwarmRecovery>().BeginAsync("s1", default)).ShouldBeOfType<RecoveryResult.Begun>();
            (await world.States.LoadAsync("s1", default))!.Document.GetProperty("previousStatus").GetString().ShouldBe("active");
            await world.InterruptAsync();
        }
    }

    private async Task<int> StepAsync() => (await world.States.LoadAsync("s1", default))!.Document.GetProperty("step").GetInt32();
}
