using System.Buffers;
using System.Collections.Frozen;
using System.Net;
using System.Text;

namespace Swarm.Messaging.Crm.Running.Hiding;

/// <summary>Reads one escape of an address, a form, JSON, JavaScript or HTML. Pure.</summary>
internal static class Escape
{
    private const int LongestEntity = 40;

    /// <summary>What an escape begins with.</summary>
    public static readonly SearchValues<char> Signs = SearchValues.Create("%&\\+");

    /// <summary>Names of HTML 5 for what keyboards have, beside those that the platform knows.</summary>
    private static readonly FrozenDictionary<string, char> Names = new Dictionary<string, char>(StringComparer.Ordinal)
    {
        ["excl"] = '!', ["num"] = '#', ["dollar"] = '$', ["percnt"] = '%', ["lpar"] = '(', ["rpar"] = ')', ["ast"] = '*', ["midast"] = '*', ["plus"] = '+', ["comma"] = ',', ["period"] = '.',
        ["sol"] = '/', ["colon"] = ':', ["semi"] = ';', ["equals"] = '=', ["quest"] = '?', ["commat"] = '@', ["lsqb"] = '[', ["lbrack"] = '[', ["bsol"] = '\\', ["rsqb"] = ']', ["rbrack"] = ']',
        ["LT"] = '<', ["GT"] = '>', ["AMP"] = '&', ["QUOT"] = '"', ["Hat"] = '^', ["lowbar"] = '_', ["grave"] = '`', ["lcub"] = '{', ["lbrace"] = '{', ["verbar"] = '|', ["vert"] = '|', ["rcub"] = '}', ["rbrace"] = '}', ["Tab"] = '\t', ["NewLine"] = '\n',
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="text">From the escape's first character on.</param>
    /// <param name="plain">What it stands for.</param>
    /// <returns>How many characters it has; 0: there is none.</returns>
    public static int Read(ReadOnlySpan<char> text, StringBuilder plain) => text[0] switch
    {
        '+' => Is(1, ' ', plain),
        '%' => Percent(text, plain),
        '&' => Entity(text, plain),
        '\\' => Backslash(text, plain),
        _ => 0,
    };

    private static int Percent(ReadOnlySpan<char> text, StringBuilder plain)
    {
        Span<byte> bytes = stackalloc byte[4];
        var count = 0;
        while (count < 4 && text.Length >= (count * 3) + 3 && text[count * 3] == '%' && Hex(text.Slice((count * 3) + 1, 2)) is var value and >= 0)
            bytes[count++] = (byte)value;
        if (count == 0)
            return 0;
        if (Rune.DecodeFromUtf8(bytes[..count], out var rune, out var used) != OperationStatus.Done)
            return Is(3, (char)bytes[0], plain);
        plain.Append(rune.ToString());
        return used * 3;
    }

    private static int Entity(ReadOnlySpan<char> text, StringBuilder plain)
    {
        var end = text[..Math.Min(text.Length, LongestEntity)].IndexOf(';');
        if (end < 2)
            return 0;
        if (Names.TryGetValue(text[1..end].ToString(), out var known))
            return Is(end + 1, known, plain);
        var entity = text[..(end + 1)].ToString();
        var decoded = WebUtility.HtmlDecode(entity);
        // Another may begin inside: then this one is none, and that one is read in its turn.
        if (decoded == entity || text[1..end].Contains('&'))
            return 0;
        plain.Append(decoded);
        return end + 1;
    }

    private static int Backslash(ReadOnlySpan<char> text, StringBuilder plain) => text.Length < 2 ? 0 : text[1] switch
    {
        'u' when text.Length >= 6 && Hex(text[2..6]) is var value and >= 0 => Is(6, (char)value, plain),
        'x' when text.Length >= 4 && Hex(text[2..4]) is var value and >= 0 => Is(4, (char)value, plain),
        'b' => Is(2, '\b', plain),
        'f' => Is(2, '\f', plain),
        'n' => Is(2, '\n', plain),
        'r' => Is(2, '\r', plain),
        't' => Is(2, '\t', plain),
        var other => Is(2, other, plain),
    };

    private static int Is(int length, char value, StringBuilder plain)
    {
        plain.Append(value);
        return length;
    }

    /// <returns>Below 0: it is none.</returns>
    private static int Hex(ReadOnlySpan<char> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit(digit))
                return -1;
            value = (value * 16) + (char.IsAsciiDigit(digit) ? digit - '0' : char.ToLowerInvariant(digit) - 'a' + 10);
        }

        return value;
    }
}
