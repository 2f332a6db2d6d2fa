using System.Text.Json;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Workers.Pool;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Integration.Tests.Workers;

/// <summary>The protocol is for any language: the examples, and the worker that ships.</summary>
public sealed class LanguageTests
{
    public static string Shipped => $"{Path.ChangeExtension(Checkout.Program, null)} worker";

    public static TheoryData<string> Commands =>
    [
        $"node {TestPool.Example("node/worker.mjs")}",
        $"/usr/bin/python3 {TestPool.Example("python/worker.py")}",
        Shipped,
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_worker_of_each_language_works_heartbeats_and_stops_in_good_order(string command)
    {
        await using var pool = await TestPool.StartAsync(TestPool.Quick(2, command));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => pool.RunAsync("echo", new { number = i, text = "grüße 🐝" })));
        (await pool.RunAsync("nope")).ShouldBeOfType<WorkerOutcome.Failed>().Retryable.ShouldBeTrue();
        await Eventually.HoldsAsync(() => pool.Pool.Read((core, _) => core.Slots.All(s => s.History.Samples.Count >= 3 && s.MemoryBytes > 1_000_000)), "both have told their memory");
        await pool.Pool.StopAsync();

        outcomes.Select(o => TestPool.Result(o).GetProperty("number").GetInt32()).ShouldBe(Enumerable.Range(0, 40));
        (pool.Counters.Crashed, pool.Counters.Spawned).ShouldBe((0, 2));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_worker_of_each_language_ends_when_its_input_does(string command)
    {
        var parts = command.Split(' ');
        using var worker = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(parts[0], parts[1..])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        await worker.StandardOutput.BaseStream.ReadExactlyAsync(new byte[4]); // it is ready

        worker.StandardInput.Close();

        await Hosts.ForeignProcess.EndsAsync(worker.Id, "the worker");
    }

    [Fact]
    public async Task An_orderly_signal_lets_a_worker_of_Node_end_its_task()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(1));
        var task = pool.Submit("sleep", new { ms = 1_000 });

        UnixSignals.Send(task.On!.Pid, UnixSignal.Terminate);

        (await TestPool.EndAsync(task)).ShouldBeOfType<WorkerOutcome.Completed>();
    }

    [Fact]
    public async Task An_orderly_signal_lets_a_shipped_worker_end_its_task()
    {
        using var folder = new TempFolder("orderly");
        var (commands, begun) = (folder.Combine("commands.json"), folder.Combine("begun"));
        await File.WriteAllTextAsync(commands, JsonSerializer.Serialize(new { nap = new { command = new[] { "sh", "-c", $"touch {begun}; sleep 1; echo slept" } } }));
        var options = TestPool.Options(1, Shipped);
        options.CommandsFile = commands;
        await using var pool = await TestPool.StartAsync(options);
        var task = pool.Submit("process", new { command = "nap" });
        await Eventually.HoldsAsync(() => File.Exists(begun), "the command runs");

        UnixSignals.Send(task.On!.Pid, UnixSignal.Terminate);

        TestPool.Text(await TestPool.EndAsync(task)).ShouldContain("slept");
        await pool.SaysAsync(WorkerPoolEvents.WorkerExited, "worker-1");
        pool.Events.First(e => e.Type == WorkerPoolEvents.WorkerExited).Code.ShouldBe(0);
    }
}
