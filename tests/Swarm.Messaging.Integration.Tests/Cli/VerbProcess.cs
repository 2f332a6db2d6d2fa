using System.Globalization;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.Cli;

/// <summary>A verb as a process of its own, which signals may be sent to; its temporary files lie in a folder of the test.</summary>
internal sealed class VerbProcess : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TempFolder temporary = new("v");
    private readonly List<string> lines = [];
    private readonly List<(string Text, TaskCompletionSource Seen)> awaited = [];
    private ChildProcess process = null!;

    /// <summary>What it has left in its temporary folder.</summary>
    public IReadOnlyList<string> Left => [.. Directory.EnumerateFileSystemEntries(temporary.Path, "swarm-*").Select(path => Path.GetFileName(path)!)];

    public string Said
    {
        get
        {
            lock (lines)
                return string.Join('\n', lines);
        }
    }

    /// <summary>The redis-server of its own host: the child that the kernel knows by id, (name), state and parent.</summary>
    public int Redis => Directory.EnumerateDirectories("/proc")
        .Select(path => Path.GetFileName(path)).Where(name => int.TryParse(name, out _)).Select(name => Stat($"/proc/{name}/stat"))
        .Single(stat => stat is [_, "(redis-server)", _, { } of, ..] && of == process.Id.ToString(CultureInfo.InvariantCulture)) is [{ } id, ..]
            ? int.Parse(id, CultureInfo.InvariantCulture) : throw new InvalidOperationException("unreachable");

    public static async Task<VerbProcess> StartAsync(params string[] arguments)
    {
        var verb = new VerbProcess();
        verb.process = await ChildProcess.StartAsync(new("dotnet", ["exec", Checkout.Program, .. arguments])
        {
            Output = verb.Hear,
            Environment = new Dictionary<string, string?> { ["TMPDIR"] = verb.temporary.Path },
        });
        return verb;
    }

    public void Signal(UnixSignal signal) => process.Signal(signal);

    /// <summary>Fails when it ends without having said so.</summary>
    public async Task SaysAsync(string text)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (lines)
        {
            if (lines.Exists(line => line.Contains(text, StringComparison.Ordinal)))
                return;
            awaited.Add((text, seen));
        }

        if (await Task.WhenAny(seen.Task, process.Exited).WaitAsync(Patience) != seen.Task && !Said.Contains(text, StringComparison.Ordinal))
            throw new ShouldAssertException($"It ended without saying \"{text}\":\n{Said}");
    }

    public async Task ShouldEndAsync(int code) => (await process.Exited.WaitAsync(Patience)).ShouldBe(code, Said);

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        temporary.Dispose();
    }

    private void Hear(string line)
    {
        lock (lines)
        {
            lines.Add(line);
            foreach (var (text, seen) in awaited.Where(a => line.Contains(a.Text, StringComparison.Ordinal)))
                seen.TrySetResult();
        }
    }

    private static string[] Stat(string path)
    {
        try
        {
            return File.ReadAllText(path).Split(' ');
        }
        catch (IOException)
        {
            return []; // it has ended meanwhile
        }
    }
}
