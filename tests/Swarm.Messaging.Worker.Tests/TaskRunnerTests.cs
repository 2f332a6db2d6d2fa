using System.IO.Pipes;
using System.Text.Json;
using Swarm.Messaging.Worker.Running;
using Swarm.Messaging.Worker.Wire;

namespace Swarm.Messaging.Worker.Tests;

/// <summary>What a worker says of its tasks, read from the other end of a real pipe.</summary>
public sealed class TaskRunnerTests : IDisposable
{
    private readonly AnonymousPipeServerStream write = new(PipeDirection.Out);
    private readonly AnonymousPipeClientStream read;
    private readonly FrameReader frames;
    private readonly Outbox outbox;
    private readonly WorkerGauge gauge = new(new WorkerSettings("w1", TimeSpan.FromSeconds(5), MemoryLimitMb: 1, FrameLimits.Default));
    private readonly TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskRunner runner;

    public TaskRunnerTests()
    {
        read = new AnonymousPipeClientStream(PipeDirection.In, write.ClientSafePipeHandle);
        frames = new FrameReader(read);
        outbox = new Outbox(write, "w1");
        runner = new TaskRunner(
            new Dictionary<string, WorkerHandler>
            {
                ["echo"] = (task, _) => Task.FromResult<object?>(task.Payload),
                ["wait"] = async (_, cancellation) =>
                {
                    await go.Task.WaitAsync(cancellation);
                    return "went";
                },
                ["progress"] = (task, _) =>
                {
                    task.Progress.Report(new WorkerProgress(7, new string('t', 500)));
                    return Task.FromResult<object?>(null);
                },
                ["throw"] = (_, _) => throw new InvalidOperationException("thrown"),
                ["named"] = (_, _) => throw new WorkerTaskException("by_name", "named", retryable: false),
                ["large"] = (_, _) => Task.FromResult<object?>(new string('x', FrameLimits.Payload)),
            },
            outbox,
            gauge);
        runner.Start();
    }

    public void Dispose()
    {
        outbox.Dispose();
        frames.Dispose();
        read.Dispose();
        write.Dispose();
    }

    [Fact]
    public void A_result_comes_back_under_its_lease_and_too_much_memory_is_said()
    {
        Execute("echo", """{ "a": [1, "é"] }""");

        var done = Next();
        Text(done, "type").ShouldBe("task-complete");
        (Text(done, "workerId"), Text(done, "taskId"), Text(done, "leaseToken")).ShouldBe(("w1", "t", "lease"));
        done.GetProperty("result").GetRawText().ShouldBe("""{ "a": [1, "é"] }""");
        done.GetProperty("duration").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        var warning = Next();
        Text(warning, "type").ShouldBe("high-memory-warning");
        warning.GetProperty("threshold").GetInt64().ShouldBe(1);
        gauge.TasksExecuted.ShouldBe(1);
    }

    [Theory]
    [InlineData("throw", "InvalidOperationException", true)]
    [InlineData("named", "by_name", false)]
    [InlineData("absent", "unknown_type", true)]
    [InlineData("large", "result_too_large", false)]
    public void A_failure_has_a_name(string type, string code, bool retryable)
    {
        Execute(type, "{}");

        var failed = Next();
        Text(failed, "type").ShouldBe("task-failed");
        (Text(failed.GetProperty("error"), "code"), failed.GetProperty("error").GetProperty("retryable").GetBoolean()).ShouldBe((code, retryable));
    }

    [Fact]
    public void Progress_is_cut_to_its_bounds()
    {
        Execute("progress", "{}");

        var progress = Next();
        (Text(progress, "type"), progress.GetProperty("fraction").GetDouble(), Text(progress, "text")!.Length).ShouldBe(("task-progress", 1, 200));
        Text(Next(), "type").ShouldBe("task-complete");
    }

    [Fact]
    public void One_task_at_a_time()
    {
        Execute("wait", "{}");
        runner.Execute("second", "echo", "{}"u8.ToArray(), 1, "l2", null, null);

        var busy = Next();
        (Text(busy, "taskId"), Text(busy.GetProperty("error"), "code")).ShouldBe(("second", "busy"));
        runner.CurrentTask.ShouldBe("t");
        go.SetResult();
        Text(Next(), "type").ShouldBe("task-complete");
    }

    [Fact]
    public void A_cancelled_task_says_so_and_another_is_not_meant()
    {
        Execute("wait", "{}");
        runner.Cancel("other");
        runner.Cancel("t");

        Text(Next().GetProperty("error"), "code").ShouldBe("cancelled");
    }

    [Fact]
    public async Task A_stop_lets_the_running_task_end_and_takes_nothing_more()
    {
        Execute("wait", "{}");
        runner.Stop();
        runner.Execute("late", "echo", "{}"u8.ToArray(), 1, "l2", null, null);
        Text(Next().GetProperty("error"), "code").ShouldBe("busy");
        runner.Idle.Task.IsCompleted.ShouldBeFalse();

        go.SetResult();
        Text(Next(), "type").ShouldBe("task-complete");
        await runner.Idle.Task;
    }

    [Fact]
    public void Health_and_metrics_are_measured()
    {
        outbox.Send(WireTypes.HealthStatus, gauge, static (json, g) => g.WriteHealth(json, null));
        outbox.Send(WireTypes.WorkerMetrics, gauge, static (json, g) => g.WriteMetrics(json));
        outbox.Send(WireTypes.Heartbeat, gauge, static (json, g) => g.WriteHeartbeat(json, "t"));

        var health = Next();
        (Text(health, "state"), health.GetProperty("lastTaskAge").ValueKind).ShouldBe(("ready", JsonValueKind.Null));
        health.GetProperty("memoryMB").GetInt64().ShouldBeGreaterThan(0);
        Next().GetProperty("cpuUsage").GetProperty("user").GetInt64().ShouldBeGreaterThan(0);
        (Next() is var beat && Text(beat, "state") == "busy" && beat.GetProperty("pid").GetInt32() == Environment.ProcessId).ShouldBeTrue();
    }

    [Fact]
    public void A_message_of_the_pool_is_read_field_by_field_and_garbage_is_refused()
    {
        var message = PoolMessage.Read("""
            { "type": "execute-task", "new": [1], "task": { "id": "t", "type": "echo", "payload": {"b": 1}, "attempt": 2, "leaseToken": "l", "idempotencyKey": "k", "timeout": 50, "other": {} } }
            """u8);

        (message.Type, message.TaskId, message.TaskType, message.Attempt, message.LeaseToken, message.IdempotencyKey, message.TimeoutMs)
            .ShouldBe(("execute-task", "t", "echo", 2, "l", "k", 50L));
        message.Payload.ShouldBe("""{"b": 1}"""u8.ToArray());
        PoolMessage.Read("""{ "type": "shutdown", "graceful": false }"""u8).Graceful.ShouldBeFalse();
        Should.Throw<FrameException>(() => PoolMessage.Read("garbage"u8));
        Should.Throw<FrameException>(() => PoolMessage.Read("""{ "type": 7 }"""u8));
    }

    private void Execute(string type, string payload) =>
        runner.Execute("t", type, System.Text.Encoding.UTF8.GetBytes(payload), 1, "lease", null, null);

    private JsonElement Next()
    {
        frames.TryRead(out var frame).ShouldBeTrue();
        return JsonElement.Parse(frame);
    }

    private static string? Text(JsonElement message, string field) => message.GetProperty(field).GetString();
}
