using System.Text.Json;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Distribution;

/// <summary>A CRM task's way: its rank, the agents that may have it, what it waits for, and how it fails.</summary>
public sealed class CrmTaskTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Tasks_wait_and_run_by_the_urgency_of_their_operations()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        foreach (var operation in new[] { "tag_add", "contact_update", "contact_create", "conversation_send" })
            await world.SubmitAsync(operation, operation);

        var status = await world.StatusAsync();
        status.QueueLength.ShouldBe(4);
        status.TasksByPriority.ShouldBe(new Dictionary<string, long> { ["critical"] = 1, ["high"] = 1, ["normal"] = 1, ["low"] = 1, ["background"] = 0 }, ignoreOrder: true);
        status.TasksByGHLOperation["tag_add"].ShouldBe(1);
        var agent = await world.AgentAsync("agent_001", more: new { maxCapacity = 1 });
        await world.WaitForAsync("tag_add", TaskStates.Completed);
        agent.Executions.Select(e => e.TaskId).ShouldBe(["conversation_send", "contact_create", "contact_update", "tag_add"]);
    }

    [Fact]
    public async Task A_task_fails_three_times_again_and_then_for_good_with_its_payload_unchanged()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync("agent_001", _ => throw new AgentFailure("crm_down"));
        await world.SubmitAsync("t", "conversation_send", "acme", new { text = "hello" });

        await world.WaitForAsync("t", TaskStates.RetryScheduled);
        (await world.StatusAsync()).FailedTasksAwaitingRetry.ShouldBe(1);
        for (var seconds = 1; seconds <= 4; seconds *= 2)
        {
            var waiting = await world.WaitForAsync("t", TaskStates.RetryScheduled);
            waiting.Attempt.ShouldBe(seconds switch { 1 => 2, 2 => 3, _ => 4 });
            await world.PassAsync(TimeSpan.FromSeconds(seconds));
            await Eventually.HoldsAsync(() => agent.Executions.Count == waiting.Attempt, "it runs again");
        }

        var task = await world.WaitForAsync("t", TaskStates.DeadLettered);
        (task.Reason, task.Attempts.Count).ShouldBe(("retries_exhausted", 4));
        agent.Executions.Select(e => e.Payload!.Value.GetRawText()).Distinct().ShouldHaveSingleItem().ShouldContain("hello");
        agent.Executions.Select(e => e.IdempotencyKey).Distinct().ShouldBe(["t"]);
        agent.Executions.ShouldAllBe(e => e.Repeatable == false);
        await Eventually.HoldsAsync(() => world.Events.OfType<CrmTaskFailed>().Any(), "its failure is told");
        world.Events.OfType<CrmRetryScheduled>().Select(e => (e.RetryCount, e.RetryDelay)).ShouldBe([(1, 1_000L), (2, 2_000L), (3, 4_000L)]);
        world.Events.OfType<CrmTaskRetrying>().Select(e => e.RetryCount).ShouldBe([1, 2, 3]);
        world.Events.OfType<CrmTaskFailed>().ShouldHaveSingleItem().Permanent.ShouldBeTrue();
    }

    [Fact]
    public async Task What_must_not_be_repeated_unseen_is_given_up_for_somebody_to_look_at()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001", _ => throw new AgentFailure("needs_review", "it may have been sent"));
        await world.SubmitAsync("t", "conversation_send", "acme");
        (await world.WaitForAsync("t", TaskStates.DeadLettered)).Reason.ShouldBe("needs_review");
    }

    [Fact]
    public async Task An_agent_gets_work_until_its_workload_is_at_the_gate_and_is_at_its_base_afterwards()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var gate = new TaskCompletionSource<JsonElement>();
        var agent = await world.AgentAsync("agent_001", _ => gate.Task, new { maxCapacity = 10 });
        for (var i = 0; i < 6; i++)
            await world.SubmitAsync($"t{i}", "conversation_read");

        await Eventually.HoldsAsync(() => agent.Executions.Count == 5, "five run");
        var busy = (await world.Host.Get<Messaging.Agents.AgentStatus>().ReadAsync(None)).Agents.Single();
        (busy.Load, busy.Workload).ShouldBe((5, 1m));
        (await world.StatusAsync()).ShouldSatisfyAllConditions(s => s.QueueLength.ShouldBe(1), s => s.ActiveAssignments.ShouldBe(5));
        gate.SetResult(JsonElement.Parse("null"));
        for (var i = 0; i < 6; i++)
            await world.WaitForAsync($"t{i}", TaskStates.Completed);
        await Eventually.HoldsAsync(
            async () => (await world.Host.Get<Messaging.Agents.AgentStatus>().ReadAsync(None)).Agents.Single() is { Load: 0, Workload: 0 }, "it is idle at its base");
    }

    [Fact]
    public async Task A_heartbeat_that_says_how_busy_an_agent_is_opens_and_closes_the_gate()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync("agent_001", more: new { workload = 0.9m });
        await world.SubmitAsync("t", "conversation_read");
        agent.Executions.ShouldBeEmpty();
        (await world.WaitForAsync("t", TaskStates.Parked)).State.ShouldBe(TaskStates.Parked);

        await agent.BeatOnceAsync(new AgentHeartbeat { Workload = 0.8m });
        await world.WaitForAsync("t", TaskStates.Completed);
        await agent.BeatOnceAsync(new AgentHeartbeat { Workload = 0.95m });
        (await world.SubmitAsync("u", "conversation_read")).State.ShouldBe(TaskStates.Parked);
    }

    [Fact]
    public async Task A_task_that_needs_what_nobody_has_waits_for_whoever_has_it_and_holds_up_no_other()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var plain = await world.AgentAsync("agent_001", more: new { languages = new[] { "Python" }, tools = new[] { "browser" } });
        await world.SubmitAsync("head", "conversation_send", requirements: new { capabilities = new[] { "SCRIPT" }, tools = new[] { "browser" }, permissions = new[] { "crm.write" }, agentType = "coder" });
        for (var i = 0; i < 5; i++)
            await world.SubmitAsync($"t{i}", "conversation_read");
        for (var i = 0; i < 5; i++)
            await world.WaitForAsync($"t{i}", TaskStates.Completed);
        (await world.StatusAsync()).QueueLength.ShouldBe(1);

        // Each lacks one thing.
        string[] script = ["TypeScript"], browser = ["browser"], write = ["crm.write"];
        await world.AgentAsync("lacks-language", more: new { type = "coder", tools = browser, permissions = write });
        await world.AgentAsync("lacks-tool", more: new { type = "coder", languages = script, permissions = write });
        await world.AgentAsync("lacks-permission", more: new { type = "coder", languages = script, tools = browser });
        await world.AgentAsync("lacks-type", more: new { type = "tester", languages = script, tools = browser, permissions = write });
        (await world.WaitForAsync("head", TaskStates.Parked)).State.ShouldBe(TaskStates.Parked);
        var able = await world.AgentAsync("able", more: new { type = "coder", languages = script, tools = browser, permissions = write });
        await world.WaitForAsync("head", TaskStates.Completed);

        able.Executions.ShouldHaveSingleItem().TaskId.ShouldBe("head");
        plain.Executions.Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_capability_that_a_known_agent_has_is_found_whoever_asks_first()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var agent = await world.AgentAsync("agent_001", more: new { domains = new[] { "Customer relations" } });
        await world.SubmitAsync("t", "conversation_read", requirements: new { capabilities = new[] { "customer rel" } });
        await world.WaitForAsync("t", TaskStates.Completed);
        agent.Executions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_blocked_task_enters_the_queue_when_its_dependencies_have_completed_and_its_approvals_are_given()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.AgentAsync("agent_001");
        (await world.SubmitAsync("late", "conversation_send", "acme", constraints: new { dependencies = new[] { "first", "second" }, requiredApprovals = new[] { "legal" } })).State
            .ShouldBe(TaskStates.Blocked);
        await world.SubmitAsync("first", "conversation_read");
        await world.SubmitAsync("second", "conversation_read");
        await world.WaitForAsync("first", TaskStates.Completed);
        await world.WaitForAsync("second", TaskStates.Completed);
        await Eventually.HoldsAsync(async () => (await world.WaitForAsync("late", TaskStates.Blocked)).WaitsFor.Count == 0, "it waits for no task any more");
        (await world.StatusAsync()).QueueLength.ShouldBe(0);

        (await world.TellAsync(nameof(ApproveTask), new { taskId = "late", approval = "other" })).ShouldBeOfType<CommandRejected>().Code.ShouldBe("wrong_state");
        (await world.TellAsync(nameof(ApproveTask), new { taskId = "late", approval = "legal", by = "ann" })).ShouldBeOfType<CommandDone>().Changed.ShouldBeTrue();
        var done = await world.WaitForAsync("late", TaskStates.Completed);
        done.Timeline.ShouldContain(t => t.Reason != null && t.Reason.Contains("approved by ann"));
        (await world.TellAsync(nameof(ApproveTask), new { taskId = "late", approval = "legal" })).ShouldBeOfType<CommandDone>().Changed.ShouldBeFalse();
    }

    [Fact]
    public async Task A_dependency_that_ends_otherwise_cancels_what_waits_for_it()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.SubmitAsync("first", "conversation_read");
        await world.SubmitAsync("late", "tag_add", "acme", constraints: new { dependencies = new[] { "first" } });
        await world.TellAsync(nameof(CancelTask), new { taskId = "first" });
        (await world.WaitForAsync("late", TaskStates.Cancelled)).Reason!.ShouldStartWith("dependency_failed: first");
    }

    [Fact]
    public async Task A_blocked_task_is_collected_once_nothing_blocks_it_and_can_be_cancelled_before()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.SubmitAsync("late", "tag_add", "acme", constraints: new { requiredApprovals = new[] { "legal" } });
        await world.SubmitAsync("never", "tag_add", "acme", constraints: new { requiredApprovals = new[] { "legal" } });
        (await world.TellAsync(nameof(CancelTask), new { taskId = "never" })).ShouldBeOfType<CommandDone>().State.ShouldBe(TaskStates.Cancelled);
        await world.TellAsync(nameof(ApproveTask), new { taskId = "late", approval = "*" });
        (await world.WaitForAsync("late", TaskStates.Batched)).BatchId.ShouldBeNull();
        await world.PassAsync(TimeSpan.FromSeconds(2.5));
        (await world.WaitForAsync("late", TaskStates.Parked)).BatchId.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_deadline_ends_a_task_that_is_held_back()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.TellAsync(nameof(SubmitCrmTask), new { id = "t", operation = "tag_add", clientId = "acme", deadlineMs = 60_000, constraints = new { requiredApprovals = new[] { "legal" } } });
        await world.PassAsync(TimeSpan.FromSeconds(61));
        (await world.WaitForAsync("t", TaskStates.DeadLettered)).Reason.ShouldBe(DeadLetterReasons.DeadlineExceeded);
        (await world.Host.Get<IPlacementStore>().ReportAsync(None)).Queues.ShouldAllBe(q => q.Waiting == 0);
    }
}
