using System.Buffers;
using System.Text;

namespace Swarm.Messaging.Workers.Children;

/// <summary>
/// Reads a worker's standard error for as long as anybody holds it open, so that no worker ever waits for its log. Memory is bounded by
/// one buffer: a line that does not fit is cut, and of too many lines a second only a number is kept.
/// </summary>
internal sealed class ErrorLines(Stream stream, LineLimiter limiter, LastWords words, Action<string, string> take, TimeProvider time)
{
    private const int LongestLine = 4 * 1024;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    public async Task ReadAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LongestLine * 2);
        try
        {
            var held = 0;
            var cut = false;
            int read;
            while ((read = await ReadAsync(buffer.AsMemory(held)).ConfigureAwait(false)) > 0)
            {
                var (rest, isCut) = Lines(buffer, held + read, cut);
                (held, cut) = (rest, isCut);
            }

            if (held > 0 && !cut)
                Line(buffer.AsSpan(0, held));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The same as its end.
        }
        finally
        {
            Missing(limiter.TakeMissing());
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Who floods and then says nothing must not leave it open that something is missing.
    private async ValueTask<int> ReadAsync(Memory<byte> into)
    {
        var reading = stream.ReadAsync(into);
        if (reading.IsCompleted || !limiter.HasMissing)
            return await reading.ConfigureAwait(false);
        var next = reading.AsTask();
        if (await Task.WhenAny(next, Task.Delay(Quiet, time)).ConfigureAwait(false) != next)
            Missing(limiter.TakeMissing());
        return await next.ConfigureAwait(false);
    }

    /// <returns>How many bytes of an unfinished line lie at the front, and whether its beginning was told already.</returns>
    private (int Held, bool Cut) Lines(byte[] buffer, int count, bool cut)
    {
        var start = 0;
        int end;
        while ((end = buffer.AsSpan(start, count - start).IndexOf((byte)'\n')) >= 0)
        {
            if (!cut)
                Line(buffer.AsSpan(start, end));
            cut = false;
            start += end + 1;
        }

        var held = count - start;
        if (held >= LongestLine)
        {
            if (!cut)
                Line(buffer.AsSpan(start, LongestLine));
            return (0, true);
        }

        buffer.AsSpan(start, held).CopyTo(buffer);
        return (held, cut);
    }

    private void Missing(long count)
    {
        if (count > 0)
            take("warning", LineLimiter.Said(count));
    }

    private void Line(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0 && bytes[^1] == '\r')
            bytes = bytes[..^1];
        if (bytes.Length == 0)
            return;
        words.Add(bytes);
        if (!limiter.Passes(out var missing))
            return;
        Missing(missing);
        take("info", Encoding.UTF8.GetString(bytes.Length > LongestLine ? bytes[..LongestLine] : bytes));
    }
}
