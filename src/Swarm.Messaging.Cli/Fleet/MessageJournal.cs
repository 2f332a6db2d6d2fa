using System.Text;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Cli.Fleet;

/// <summary>What swarms received, by the account of the processes that received it: a file for each process, a line before each acknowledgement.</summary>
internal sealed class MessageJournal(string folder) : ISwarmMessageHandler, IDisposable
{
    public const string Name = "noted";

    // Unbuffered: what is written outlives a kill.
    private readonly FileStream file = new(
        Path.Combine(folder, $"{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..6]}"), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public string Type => Name;

    /// <summary>All lines that are whole, process by process.</summary>
    public static IEnumerable<(string SwarmId, string MessageId)> Read(string folder) =>
        from path in Directory.GetFiles(folder)
        from line in Lines(path)
        let space = line.IndexOf(' ', StringComparison.Ordinal)
        select (line[..space], line[(space + 1)..]);

    public Task HandleAsync(SwarmDelivery delivery, CancellationToken cancellation)
    {
        lock (file)
            file.Write(Encoding.ASCII.GetBytes($"{delivery.ReceiverId} {delivery.Message.Id}\n"));
        return Task.CompletedTask;
    }

    public void Dispose() => file.Dispose();

    private static string[] Lines(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
