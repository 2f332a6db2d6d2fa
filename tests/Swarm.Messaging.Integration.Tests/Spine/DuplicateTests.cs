using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Spine;

/// <summary>The same work asked for again.</summary>
public sealed class DuplicateTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task A_hundred_submissions_at_once_of_one_id_are_one_task_and_one_execution()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port);

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => world.Host.SubmitAsync(CrashWorld.Task("t"))));

        results.ShouldAllBe(r => r.Accepted != null);
        results.Count(r => !r.Accepted!.Duplicate).ShouldBe(1);
        (await world.Host.WaitForAsync("t", TaskStates.Completed)).Attempts.Count.ShouldBe(1);
        world.Ledger.Of("t").ShouldBe(1);
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task The_same_key_finds_the_same_task_with_or_without_an_id()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port);
        var keyed = CrashWorld.Task("a") with { IdempotencyKey = "k" };

        var first = (await world.Host.SubmitAsync(keyed)).Accepted.ShouldNotBeNull();
        await world.Host.WaitForAsync("a", TaskStates.Completed);
        var other = (await world.Host.SubmitAsync(keyed with { TaskId = "b" })).Accepted.ShouldNotBeNull();

        first.Duplicate.ShouldBeFalse();
        other.ShouldSatisfyAllConditions(o => o.Duplicate.ShouldBeTrue(), o => o.TaskId.ShouldBe("a"), o => o.State.ShouldBe(TaskStates.Completed));
        var derived = (await world.Host.SubmitAsync(keyed with { TaskId = null, IdempotencyKey = "k2" })).Accepted.ShouldNotBeNull();
        (await world.Host.SubmitAsync(keyed with { TaskId = null, IdempotencyKey = "k2" })).Accepted!.TaskId.ShouldBe(derived.TaskId);
    }

    [Fact]
    public async Task The_same_id_with_other_content_is_a_conflict()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port);
        await world.Host.SubmitAsync(CrashWorld.Task("t"));

        var rejected = (await world.Host.SubmitAsync(CrashWorld.Task("t") with { Payload = JsonElement.Parse("1") })).Rejected.ShouldNotBeNull();

        rejected.Code.ShouldBe("id_conflict");
        rejected.Message.ShouldContain("t");
        await world.Host.WaitForAsync("t", TaskStates.Completed);
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task A_redelivered_message_gives_back_the_slot_it_took_again()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port, slots: 1);
        var submission = new Submission(CrashWorld.Task("t"), "msg:1:0");
        await world.Host.Commands.SubmitAsync([submission], CancellationToken.None);
        await world.Host.WaitForAsync("t", TaskStates.Completed);

        var again = (await world.Host.Commands.SubmitAsync([submission], CancellationToken.None))[0];

        again.Accepted.ShouldNotBeNull().Duplicate.ShouldBeTrue();
        var report = await world.Host.Get<IPlacementStore>().ReportAsync(CancellationToken.None);
        report.Leases.ShouldBe(0, "it did not wait for the lease to expire");
        world.Ledger.Of("t").ShouldBe(1);
    }
}
