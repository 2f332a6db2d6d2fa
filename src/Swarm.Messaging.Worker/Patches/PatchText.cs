using System.Text;

namespace Swarm.Messaging.Worker.Patches;

/// <summary>Files and patches as text with one character for each byte: whatever a file is encoded in, what a patch does not name stays as it is.</summary>
internal static class PatchText
{
    public static string Read(string path) => Encoding.Latin1.GetString(File.ReadAllBytes(path));

    public static void Write(string path, string text) => File.WriteAllBytes(path, Encoding.Latin1.GetBytes(text));

    /// <summary>A line of a patch, whose text came as Unicode, as its bytes in UTF-8.</summary>
    public static string Of(string line) => Ascii.IsValid(line) ? line : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(line));

    /// <summary>Every line ends with carriage return and line feed.</summary>
    public static bool IsOfWindows(string text)
    {
        var ends = text.AsSpan().Count('\n');
        return ends > 0 && text.AsSpan().Count("\r\n") == ends;
    }
}
