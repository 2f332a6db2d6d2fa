using System.Text;

namespace Swarm.Messaging.Cli.Agents;

/// <summary>Keeps the beginning and the end of an output of any length.</summary>
internal sealed class CutOutput(int limit)
{
    private readonly Lock gate = new();
    private readonly byte[] head = new byte[limit / 2];
    private readonly byte[] tail = new byte[limit - (limit / 2)];
    private int headLength;
    private long tailWritten;

    /// <summary>Of everything that was written.</summary>
    public long Length
    {
        get
        {
            lock (gate)
                return headLength + tailWritten;
        }
    }

    public bool IsCut => Length > limit;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            var first = Math.Min(bytes.Length, head.Length - headLength);
            bytes[..first].CopyTo(head.AsSpan(headLength));
            headLength += first;
            bytes = bytes[first..];
            var skipped = Math.Max(0, bytes.Length - tail.Length);
            tailWritten += skipped;
            foreach (var one in bytes[skipped..])
                tail[tailWritten++ % tail.Length] = one;
        }
    }

    /// <summary>As UTF-8, what is none replaced.</summary>
    public override string ToString()
    {
        lock (gate)
        {
            var end = new byte[Math.Min(tailWritten, tail.Length)];
            for (var i = 0; i < end.Length; i++)
                end[i] = tail[(tailWritten - end.Length + i) % tail.Length];
            if (tailWritten <= tail.Length)
                return Encoding.UTF8.GetString([.. head.AsSpan(0, headLength), .. end]);
            return $"{Encoding.UTF8.GetString(head)}\n... {tailWritten - end.Length} bytes left out ...\n{Encoding.UTF8.GetString(end)}";
        }
    }
}
