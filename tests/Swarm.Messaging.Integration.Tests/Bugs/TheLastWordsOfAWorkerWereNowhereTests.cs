using Microsoft.Extensions.Logging;
using Swarm.Messaging.Integration.Tests.Workers;
using Swarm.Messaging.Workers;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A slot that was given up pointed to the log for its last words, and they were not there unless all that workers say is logged.</summary>
public sealed class TheLastWordsOfAWorkerWereNowhereTests
{
    [Fact]
    public async Task They_are_a_warning_whatever_else_is_logged()
    {
        using var lines = new LogLines();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(lines));
        var options = TestPool.Options(1, """sh -c "seq 1 5000 >&2; echo no such module >&2; exit 3" """.Trim());
        (options.MaxRestartAttempts, options.LogInfo) = (0, false);
        await using var pool = new WorkerPool(options, TimeProvider.System, factory.CreateLogger<WorkerPool>());

        await Should.ThrowAsync<WorkersException>(() => pool.StartAsync(CancellationToken.None));

        lines.Text.ShouldContain("Warning: The last words of worker-1");
        lines.Text.ShouldContain("4999\n5000\nno such module");
        lines.Text.ShouldNotContain("4980\n");
        lines.Text.ShouldNotContain("initialized");
        lines.Text.ShouldContain("No worker became ready");
    }
}
