using System.Text;

namespace Swarm.Messaging.Workers.Children;

/// <summary>The last lines that a worker wrote to its standard error, for the log when it ends badly; bounded.</summary>
internal sealed class LastWords
{
    private const int MostLines = 20;
    private const int MostText = 4 * 1024;

    private readonly Queue<string> lines = new(MostLines);

    public void Add(ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line.Length > MostText ? line[..MostText] : line);
        lock (lines)
        {
            if (lines.Count == MostLines)
                lines.Dequeue();
            lines.Enqueue(text);
        }
    }

    /// <returns>The newest that fit, oldest first; null when it said nothing.</returns>
    public override string? ToString()
    {
        lock (lines)
        {
            var room = MostText;
            var shown = lines.Reverse().TakeWhile(line => (room -= line.Length + 1) >= -1).Reverse().ToList();
            return shown.Count == 0 ? null : string.Join('\n', shown);
        }
    }
}
