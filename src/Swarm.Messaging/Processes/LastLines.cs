namespace Swarm.Messaging.Processes;

/// <summary>Keeps the last lines of a child's output, so that an error can show them; bounded.</summary>
internal sealed class LastLines(Action<string>? also)
{
    private const int Kept = 40;
    private const int Streams = 2;
    private readonly Queue<string> _lines = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open = Streams;

    /// <summary>Standard output and error have both ended.</summary>
    public Task Ended => _ended.Task;

    public void Add(string? line)
    {
        if (line is null)
        {
            EndStream();
            return;
        }

        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Kept)
            {
                _lines.Dequeue();
            }
        }

        also?.Invoke(line);
    }

    public string[] ToArray()
    {
        lock (_lines)
        {
            return [.. _lines];
        }
    }

    private void EndStream()
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            _ended.TrySetResult();
        }
    }
}
