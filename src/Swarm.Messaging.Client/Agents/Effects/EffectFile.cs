using Microsoft.Win32.SafeHandles;

namespace Swarm.Messaging.Client.Agents.Effects;

/// <summary>
/// A file of lines that only grows until it is rewritten. A line counts once <see cref="Append"/> has returned: it is on disk. What a crash left
/// half written at the end is cut off when the file is opened; it counted for nobody.
/// </summary>
internal sealed class EffectFile : IDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private readonly string path;
    private SafeFileHandle handle;

    public EffectFile(string path)
    {
        this.path = path;
        handle = Open(path, FileMode.OpenOrCreate);
        Length = RandomAccess.GetLength(handle);
    }

    public long Length { get; private set; }

    /// <summary>Hands out every line that is whole, with its place, and cuts off what is torn at the end.</summary>
    /// <exception cref="SwarmClientException">Whole lines follow a broken one: that is no crash but damage.</exception>
    public void Load(Action<EffectRecord, long, int> line)
    {
        long good = 0;
        long? broken = null;
        foreach (var (offset, bytes) in Lines())
        {
            if (EffectRecord.Read(bytes.Span) is not { } record)
            {
                broken ??= offset;
                continue;
            }

            if (broken is not null)
            {
                throw new SwarmClientException(
                    $"The effect journal {path} is damaged at byte {broken}: whole entries follow a broken one, which no crash does. Without it effects could be repeated: "
                    + "restore the file, or look through what was done and move it away.", transient: false);
            }

            line(record, offset, bytes.Length);
            good = offset + bytes.Length;
        }

        if (good < Length)
            Truncate(good);
    }

    /// <summary>Returns when it is on disk.</summary>
    /// <returns>Where it stands.</returns>
    public long Append(ReadOnlySpan<byte> line)
    {
        var at = Length;
        try
        {
            RandomAccess.Write(handle, line, at);
            RandomAccess.FlushToDisk(handle);
        }
        catch (IOException)
        {
            Truncate(at);
            throw;
        }

        Length = at + line.Length;
        return at;
    }

    public byte[] Read(long offset, int length)
    {
        var bytes = new byte[length];
        for (var have = 0; have < length;)
        {
            var read = RandomAccess.Read(handle, bytes.AsSpan(have), offset + have);
            have += read > 0 ? read : throw new EndOfStreamException($"{path} ends before byte {offset + length}.");
        }

        return bytes;
    }

    /// <summary>Makes a file of these lines alone and puts it in this one's place, in one step: a crash leaves the one or the other.</summary>
    /// <returns>Where each now stands.</returns>
    public List<long> Rewrite(IReadOnlyList<(long Offset, int Length)> keep)
    {
        var next = Open(path + ".new", FileMode.Create);
        try
        {
            var places = new List<long>(keep.Count);
            long at = 0;
            foreach (var (offset, length) in keep)
            {
                RandomAccess.Write(next, Read(offset, length), at);
                places.Add(at);
                at += length;
            }

            RandomAccess.FlushToDisk(next);
            File.Move(path + ".new", path, overwrite: true);
            (var old, handle, Length) = (handle, next, at);
            old.Dispose();
            return places;
        }
        catch
        {
            next.Dispose();
            throw;
        }
    }

    public void Dispose() => handle.Dispose();

    private static SafeFileHandle Open(string path, FileMode mode)
    {
        try
        {
            var isNew = mode == FileMode.Create || !File.Exists(path);
            var opened = File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.None);
            if (isNew)
                PrivateFiles.Close(opened);
            return opened;
        }
        catch (IOException e)
        {
            throw new SwarmClientException($"The effect journal {path} cannot be opened; one process at a time has it: is another agent running on this folder? {e.Message}", transient: false, e);
        }
    }

    private void Truncate(long length)
    {
        RandomAccess.SetLength(handle, length);
        RandomAccess.FlushToDisk(handle);
        Length = length;
    }

    /// <summary>The last may lack its end.</summary>
    private IEnumerable<(long Offset, ReadOnlyMemory<byte> Bytes)> Lines()
    {
        var buffer = new byte[ChunkBytes];
        var (filled, start, offset) = (0, 0, 0L);
        while (true)
        {
            var read = RandomAccess.Read(handle, buffer.AsSpan(filled), offset + filled);
            var searched = filled;
            filled += read;
            for (var end = searched; end < filled; end++)
            {
                if (buffer[end] != '\n')
                    continue;
                yield return (offset + start, buffer.AsMemory(start..(end + 1)));
                start = end + 1;
            }

            if (read == 0)
            {
                if (start < filled)
                    yield return (offset + start, buffer.AsMemory(start..filled));
                yield break;
            }

            buffer.AsSpan(start..filled).CopyTo(buffer);
            (offset, filled, start) = (offset + start, filled - start, 0);
            if (filled == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
        }
    }
}
