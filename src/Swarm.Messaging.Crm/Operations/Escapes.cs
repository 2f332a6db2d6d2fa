using System.Globalization;
using System.Text;

namespace Swarm.Messaging.Crm.Operations;

/// <summary>Makes a value harmless where it is put: what a task says is never an address, a selector or a header of its own making.</summary>
internal static class Escapes
{
    public static string None(string value) => value;

    /// <summary>One segment or value of an address.</summary>
    public static string Url(string value) => Uri.EscapeDataString(value);

    /// <summary>Part of a string or a name in a CSS selector.</summary>
    public static string Css(string value)
    {
        var text = new StringBuilder();
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.IsAscii && !Rune.IsLetterOrDigit(rune) && rune.Value is not ('-' or '_'))
                text.Append('\\').Append(rune.Value.ToString("x", CultureInfo.InvariantCulture)).Append(' ');
            else
                text.Append(rune.ToString());
        }

        return text.ToString();
    }

    public static string Header(string value) => new([.. value.Where(c => c is >= ' ' and <= '~')]);
}
