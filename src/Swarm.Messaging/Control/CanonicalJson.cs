using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Swarm.Messaging.Control;

/// <summary>
/// The one text of a JSON value that is signed, by the rules of RFC 8785 (JSON Canonicalization Scheme): names sorted by UTF-16 code
/// units, no white space, strings with the fewest escapes, numbers as ECMAScript writes them. What carries a message may write it anew.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>Null when the value has no canonical text: a name stands twice in an object, or a number is beyond a double.</summary>
    /// <param name="without">A member of the outermost object that is left out.</param>
    public static byte[]? Of(JsonElement value, string? without = null)
    {
        var text = new StringBuilder();
        return Write(text, value, without) ? Encoding.UTF8.GetBytes(text.ToString()) : null;
    }

    private static bool Write(StringBuilder text, JsonElement value, string? without)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return WriteObject(text, value, without);
            case JsonValueKind.Array:
                return WriteArray(text, value);
            case JsonValueKind.String:
                WriteString(text, value.GetString()!);
                return true;
            case JsonValueKind.Number:
                var number = value.GetDouble();
                text.Append(Number(number));
                return double.IsFinite(number);
            default:
                text.Append(value.GetRawText());
                return true;
        }
    }

    private static bool WriteObject(StringBuilder text, JsonElement value, string? without)
    {
        var members = value.EnumerateObject().Where(m => m.Name != without).ToList();
        members.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        text.Append('{');
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0 && members[i].Name == members[i - 1].Name)
                return false;
            if (i > 0)
                text.Append(',');
            WriteString(text, members[i].Name);
            text.Append(':');
            if (!Write(text, members[i].Value, null))
                return false;
        }

        text.Append('}');
        return true;
    }

    private static bool WriteArray(StringBuilder text, JsonElement value)
    {
        text.Append('[');
        var isFirst = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!isFirst)
                text.Append(',');
            isFirst = false;
            if (!Write(text, item, null))
                return false;
        }

        text.Append(']');
        return true;
    }

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }

    /// <summary>As ECMAScript's Number::toString: the shortest digits that read back as the same double, with an exponent from 1e21 and below 1e-6.</summary>
    internal static string Number(double value)
    {
        if (value == 0)
            return "0";
        var parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var all = parts[0].Replace(".", "", StringComparison.Ordinal);
        var digits = all.TrimStart('0');
        var whole = parts[0].IndexOf('.') is >= 0 and var dot ? dot : parts[0].Length;
        // Where the point stands, counted from the first digit that is not 0: 123.45 has 3, 0.05 has -1.
        var point = whole - (all.Length - digits.Length) + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        digits = digits.TrimEnd('0');
        var sign = value < 0 ? "-" : "";
        if (point is > 0 and <= 21)
        {
            return sign + (digits.Length <= point
                ? digits + new string('0', point - digits.Length)
                : $"{digits[..point]}.{digits[point..]}");
        }

        if (point is > -6 and <= 0)
            return $"{sign}0.{new string('0', -point)}{digits}";
        var exponent = point - 1;
        return $"{sign}{digits[0]}{(digits.Length == 1 ? "" : "." + digits[1..])}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent)}";
    }
}
