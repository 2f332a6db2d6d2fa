using System.Collections.Concurrent;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.Readme;

/// <summary>Runs to its end what a reader would run, in a folder that is not the repository.</summary>
internal static class ReadmeProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <returns>What it said; it has ended with 0.</returns>
    public static async Task<string> RunAsync(string folder, string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var said = new ConcurrentQueue<string>();
        await using var child = await ChildProcess.StartAsync(new(program, arguments)
        {
            WorkingDirectory = folder,
            Environment = environment.ToDictionary(e => e.Name, e => (string?)e.Value),
            Output = said.Enqueue,
        });
        var code = await child.Exited.WaitAsync(Patience);
        await child.LastLinesAsync(TimeProvider.System); // the output has ended
        var text = string.Join('\n', said);
        code.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{text}");
        return text;
    }
}
