using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A host that stopped gave back what it had cut off as if it had never run, so that the next host executed once more what had asked for
/// one execution.
/// </summary>
public sealed class AStopExecutedATaskOnceTooOftenTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task A_task_with_one_execution_that_a_stopping_host_cuts_off_is_not_executed_again()
    {
        var (prefix, ledger) = ($"l{Guid.NewGuid():N}", new Ledger());
        var first = await SpineWorld.StartAsync(redis.Port, 1, prefix, ledger, s => s.Configure<ExecutionOptions>(o => o.DrainTimeout = TimeSpan.FromMilliseconds(200)));
        await first.Host.SubmitAsync(CrashWorld.Task("once", "hold") with { Retry = new RetrySettings { Preset = "none" } });
        await first.Host.WaitForAsync("once", TaskStates.Running);
        await first.Host.SubmitAsync(CrashWorld.Task("waits") with { Retry = new RetrySettings { Preset = "none" } });

        // Not disposed: that would let it end.
        await first.StopAsync();
        await using var second = await SpineWorld.StartAsync(redis.Port, 5, prefix, ledger);
        second.Executor.Gate.SetResult();

        var once = await second.Host.WaitForAsync("once", TaskStates.DeadLettered);
        once.Attempts.ShouldHaveSingleItem().ErrorType.ShouldBe("host_stopped");
        once.Reason.ShouldBe("retries_exhausted");
        (await second.Host.WaitForAsync("waits", TaskStates.Completed)).Attempts.ShouldHaveSingleItem("it had not begun").Number.ShouldBe(1);
        ledger.Executions.ShouldBe(["once", "waits"]);
        await second.NothingIsHeldAsync();
        await first.DisposeAsync();
    }
}
