using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Swarms.Recovery;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A recovery by hand was ignored while the one before had not heard of the next interruption yet, and when it was asked for a second time though the first had failed meanwhile.
/// </summary>
public sealed class ARecoveryByHandWasDroppedTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync() => world = await SwarmWorld.StartStillAsync(redis.Server.Port);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData(nameof(RecoveryStateMachine.Confirming))]
    [InlineData(nameof(RecoveryStateMachine.Finishing))]
    [InlineData(nameof(RecoveryStateMachine.Abandoned))]
    public async Task It_is_taken_though_the_news_of_the_interruption_has_not_come(string state)
    {
        await ActiveAsync();
        await world.InterruptAsync();
        var at = (await world.Registry.GetAsync("s1", default))!.Metadata.InterruptedAt!.Value;
        await Eventually.HoldsAsync(async () => (await SagaAsync())?.CurrentState == nameof(RecoveryStateMachine.Waiting), "the saga heard of it");
        await PutAsync(state, at - TimeSpan.FromSeconds(1));

        (await RecoverAsync()).Status.ShouldBe(SwarmStatuses.Recovering);
    }

    [Fact]
    public async Task One_from_the_interruption_that_is_being_mended_begins_nothing_anew()
    {
        await ActiveAsync();
        await world.InterruptAsync();
        await RecoverAsync();
        await Eventually.HoldsAsync(async () => (await SagaAsync())?.CurrentState == nameof(RecoveryStateMachine.Confirming), "it waits for the first heartbeat");

        (await RecoverAsync()).Status.ShouldBe(SwarmStatuses.Recovering);

        (await SagaAsync())!.ShouldSatisfyAllConditions(s => s.CurrentState.ShouldBe(nameof(RecoveryStateMachine.Confirming)), s => s.Attempts.ShouldBe(1));
        (await world.Registry.GetAsync("s1", default))!.Term.ShouldBe(2);
    }

    [Fact]
    public async Task Asked_for_again_after_a_try_that_failed_it_is_tried_again_and_however_often_it_is_asked_for_the_swarm_does_not_fail_of_it()
    {
        await ActiveAsync();
        var key = (StackExchange.Redis.RedisKey)(world.Host.Get<Swarm.Messaging.Redis.Connection.RedisKeys>().Swarms + "state:s1");
        await world.Database.HashSetAsync(key, "doc", "no JSON");
        await world.InterruptAsync();
        for (var n = 0; n < 5; n++)
            (await RecoverAsync()).ShouldSatisfyAllConditions(r => r.Success.ShouldBeFalse(), r => r.Error!.ShouldStartWith("There is no state"));
        (await world.Registry.GetAsync("s1", default))!.Status.ShouldBe(SwarmStatuses.Interrupted);

        await world.Database.HashSetAsync(key, "doc", """{"tasks":[]}""");

        (await RecoverAsync()).Status.ShouldBe(SwarmStatuses.Recovering);
    }

    private Task ActiveAsync() => world.ActivateAsync("""{"tasks":[]}""");

    private async Task<SwarmRecoveryResult> RecoverAsync() => (await world.TellAsync(nameof(RecoverSwarm), new { swarmId = "s1" })).ShouldBeOfType<SwarmRecoveryResult>();

    private async Task<RecoverySaga?> SagaAsync() =>
        await world.Host.Get<ISagaStore>().LoadAsync(world.Host.Get<SagaDefinition<RecoverySaga>>().Key("s1"), default) is { } stored ? world.Host.Get<SagaDefinition<RecoverySaga>>().Read(stored) : null;

    /// <summary>As it is when its last news has not come.</summary>
    private async Task PutAsync(string state, DateTimeOffset since)
    {
        var (store, definition) = (world.Host.Get<ISagaStore>(), world.Host.Get<SagaDefinition<RecoverySaga>>());
        var stored = (await store.LoadAsync(definition.Key("s1"), default))!;
        var saga = definition.Read(stored);
        (saga.CurrentState, saga.BegunAt, saga.Attempts) = (state, since, 3);
        if (state == nameof(RecoveryStateMachine.Abandoned))
            saga.EndedAt = since;
        (await store.CommitAsync(
            new SagaCommit
            {
                Key = stored.Key, ExpectedVersion = stored.Version, Inbox = ["put"], State = state, Client = "", SchemaVersion = definition.SchemaVersion, Document = definition.Write(saga),
            },
            default)).ShouldBeOfType<CommitResult.Committed>();
    }
}
