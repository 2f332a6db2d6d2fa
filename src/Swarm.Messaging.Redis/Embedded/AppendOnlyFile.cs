using System.Globalization;
using System.Text;

namespace Swarm.Messaging.Redis.Embedded;

/// <summary>
/// What a kill in the middle of a write leaves at the end of an append-only file. A redis-server that finds it cuts the torn command off,
/// but keeps the commands of the same transaction before it, without their EXEC: whatever is written next completes them, and at the next
/// start a script that never happened happens in part. So the whole transaction is cut off before the server reads the file.
/// </summary>
internal static class AppendOnlyFile
{
    private const string Folder = "appendonlydir";

    /// <param name="dataFolder">The server's <c>dir</c>; no server may run on it.</param>
    /// <returns>Bytes cut off; 0 when the file ends as it should, or there is none.</returns>
    public static long CutTornTransaction(string dataFolder)
    {
        if (Newest(Path.Combine(dataFolder, Folder)) is not { } path)
            return 0;
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1 << 16);
        var whole = new Commands(file).WholeLength();
        var cut = file.Length - whole;
        if (cut > 0)
            file.SetLength(whole);
        return cut;
    }

    /// <summary>The file that was written last: the others of the manifest are complete.</summary>
    private static string? Newest(string folder) => Directory.Exists(folder)
        ? Directory.GetFiles(folder, "*.incr.aof").MaxBy(SequenceOf)
        : null;

    // appendonly.aof.12.incr.aof
    private static long SequenceOf(string path) =>
        long.TryParse(Path.GetFileName(path).Split('.')[^3], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : -1;

    private sealed class Commands(FileStream file)
    {
        private const int LongestName = 8;
        private readonly byte[] name = new byte[LongestName];

        /// <summary>Up to where there are whole commands, and whole transactions. All of it when it is not as expected: the server will say so.</summary>
        public long WholeLength()
        {
            var (whole, inTransaction) = (0L, false);
            while (file.Position < file.Length)
            {
                switch (Next())
                {
                    case Reading.Torn:
                        return whole;
                    case Reading.Strange:
                        return file.Length;
                    case Reading.Multi:
                        inTransaction = true;
                        break;
                    case Reading.Exec:
                        inTransaction = false;
                        break;
                }

                if (!inTransaction)
                    whole = file.Position;
            }

            return whole;
        }

        private Reading Next()
        {
            var lead = file.ReadByte();
            if (lead == '#')
                return Line() is null ? Reading.Torn : Reading.Other;
            if (lead != '*')
                return Reading.Strange;
            if (Line() is not { } count)
                return Reading.Torn;
            if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var arguments))
                return Reading.Strange;
            var first = "";
            for (var i = 0; i < arguments; i++)
            {
                if (file.Position >= file.Length)
                    return Reading.Torn;
                if (file.ReadByte() != '$')
                    return Reading.Strange;
                if (Line() is not { } text)
                    return Reading.Torn;
                if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
                    return Reading.Strange;
                var end = file.Position + length + 2;
                if (end > file.Length)
                    return Reading.Torn;
                if (i == 0 && length <= LongestName)
                {
                    file.ReadExactly(name, 0, length);
                    first = Encoding.ASCII.GetString(name, 0, length);
                }

                file.Seek(end, SeekOrigin.Begin);
            }

            return first.ToUpperInvariant() switch { "MULTI" => Reading.Multi, "EXEC" => Reading.Exec, _ => Reading.Other };
        }

        /// <summary>Up to CR LF; null when the file ends before.</summary>
        private string? Line()
        {
            var line = new StringBuilder();
            for (var read = file.ReadByte(); read >= 0; read = file.ReadByte())
            {
                if (read == '\n')
                    return line.ToString();
                if (read != '\r')
                    line.Append((char)read);
            }

            return null;
        }
    }

    private enum Reading
    {
        Other,
        Multi,
        Exec,
        Torn,
        Strange,
    }
}
