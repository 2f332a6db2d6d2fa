using System.Text.Json;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Workers;
using Swarm.Messaging.Workers.Pool;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A worker with a result of 5 MiB was said to have written something else than messages.</summary>
public sealed class AResultLargerThanAFrameWasCalledSomethingElseTests
{
    private const int Bytes = 5 * 1024 * 1024;

    [Fact]
    public async Task The_library_refuses_it_for_good_and_the_process_stays()
    {
        using var folder = new TempFolder("large");
        var commands = Path.Combine(folder.Path, "commands.json");
        await File.WriteAllTextAsync(commands, JsonSerializer.Serialize(new { flood = new { command = new[] { "head", "-c", $"{Bytes}", "/dev/zero" }, maxOutputBytes = Bytes } }));
        var options = TestPool.Options(1, LanguageTests.Shipped);
        options.CommandsFile = commands;
        await using var pool = await TestPool.StartAsync(options);

        var failed = (await pool.RunAsync("process", new { command = "flood" })).ShouldBeOfType<WorkerOutcome.Failed>();

        (failed.Code, failed.Retryable).ShouldBe(("result_too_large", false));
        (await pool.RunAsync("echo", 1)).ShouldBeOfType<WorkerOutcome.Completed>();
        (pool.Counters.Spawned, pool.Counters.Crashed).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Of_a_foreign_worker_both_causes_are_named()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(1));

        var failed = (await pool.RunAsync("large", new { bytes = Bytes })).ShouldBeOfType<WorkerOutcome.Failed>();

        failed.Code.ShouldBe(FailureCodes.Violated);
        failed.Message.ShouldContain("or a result larger than 4194304 bytes");
        pool.Events.First(e => e.Type == WorkerPoolEvents.WorkerError).Message!.ShouldContain("larger than");
    }
}
