using System.Collections.Concurrent;
using System.Text.Json;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Processes;
using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.Swarms.Faults;

/// <summary>A benchmark as a program of its own: what it starts ends with it.</summary>
internal static class BenchProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    /// <returns>Results by name. It has ended with 0, or the output tells why not, with its seed.</returns>
    public static async Task<IReadOnlyDictionary<string, double>> RunAsync(ITestOutputHelper output, string scenario, Uri broker, params IEnumerable<string> options)
    {
        var said = new ConcurrentQueue<string>();
        await using var program = await ChildProcess.StartAsync(new("dotnet", ["exec", Checkout.Program, "bench", scenario, "--broker", broker.ToString(), .. options, "--json"]) { Output = said.Enqueue });
        var code = await program.Exited.WaitAsync(Patience);
        await program.LastLinesAsync(TimeProvider.System); // the output has ended
        var text = string.Join('\n', said);
        output.WriteLine(text);
        code.ShouldBe(ExitCodes.Ok, text);
        // Remarks and the answer may be mixed line by line, but remarks come first.
        return JsonElement.Parse(text[text.IndexOf("\n{", StringComparison.Ordinal)..]).GetProperty("results").EnumerateArray()
            .ToDictionary(r => r.GetProperty("name").GetString()!, r => r.GetProperty("value").GetDouble());
    }
}
