using System.Text;

namespace Swarm.Messaging.Worker.Commands;

/// <summary>Reads a stream to its end and keeps so much of it.</summary>
internal sealed class BoundedOutput : IDisposable
{
    /// <summary>Somebody that the command left behind may hold the stream open.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly MemoryStream kept = new();
    private readonly Task reading;

    public BoundedOutput(Stream stream, int most) => reading = ReadAsync(stream, most);

    public bool Truncated { get; private set; }

    public string Text
    {
        get
        {
            lock (kept)
                return Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
        }
    }

    public Task EndAsync(TimeProvider time) => Task.WhenAny(reading, Task.Delay(Patience, time));

    public void Dispose() => kept.Dispose();

    private async Task ReadAsync(Stream stream, int most)
    {
        var buffer = new byte[8 * 1024];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer).ConfigureAwait(false)) > 0)
            {
                lock (kept)
                {
                    var room = (int)Math.Min(read, most - kept.Length);
                    kept.Write(buffer, 0, room);
                    Truncated |= room < read;
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The same as its end.
        }
    }
}
