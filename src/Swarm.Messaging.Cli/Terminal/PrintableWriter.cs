using System.Text;

namespace Swarm.Messaging.Cli.Terminal;

/// <summary>Text that others wrote must not steer the terminal: control characters but line breaks and tabs come out as <c>\u001b</c>.</summary>
internal sealed class PrintableWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => inner.Write(Shown.Printable($"{value}"));

    public override void Write(string? value) => inner.Write(value is null ? null : Shown.Printable(value));

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(new string(buffer));

    public override void WriteLine() => inner.WriteLine();

    public override void WriteLine(string? value) => inner.WriteLine(value is null ? null : Shown.Printable(value));

    public override void Flush() => inner.Flush();
}
