using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Configuration;

/// <summary>Values of options as JSON, and back. What people write as text is read as well: a command line has nothing else.</summary>
internal static class ConfigurationValues
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    public static JsonElement Show(object? value) => JsonSerializer.SerializeToElement(value, Json);

    /// <param name="longest">For a time; null: as long as a timer can wait.</param>
    /// <returns>Null when it is read; otherwise what it must be.</returns>
    public static string? Read(JsonElement json, Type type, out object? value, TimeSpan? longest = null)
    {
        var most = longest ?? TimeLimits.Timer;
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        value = plain == typeof(TimeSpan) ? Time(json, most) : Number(json, plain) ?? Parse(json, plain);
        return value is null ? $"{Form(plain, most)}{(plain == typeof(TimeSpan) ? Hint(json) : "")}" : null;
    }

    /// <summary>The forms of <see cref="TimeText"/>, or milliseconds as a number.</summary>
    private static object? Time(JsonElement json, TimeSpan longest)
    {
        if (json.ValueKind == JsonValueKind.Number)
            return json.TryGetDouble(out var ms) && ms > 0 && ms <= longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(ms) : null;
        if (json.ValueKind != JsonValueKind.String || json.GetString() is not { } text)
            return null;
        return TimeText.Parse(text) is { } time && time > TimeSpan.Zero && time <= longest ? time : null;
    }

    /// <summary>Milliseconds are a number in JSON; a number in a text would be seconds to some and days to others.</summary>
    private static string Hint(JsonElement json) =>
        json.ValueKind != JsonValueKind.String ? ", or milliseconds as a number"
        : json.GetString()!.Trim() is { Length: > 0 and <= 18 } text && text.All(char.IsAsciiDigit) ? $"; {text} has no unit: {text}ms or {text}s" : "";

    private static object? Number(JsonElement json, Type type)
    {
        var text = json.ValueKind == JsonValueKind.String ? json.GetString() : json.GetRawText();
        if (type == typeof(int))
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small) ? small : null;
        if (type == typeof(long))
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null;
        if (type == typeof(double))
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
        if (type == typeof(bool))
            return bool.TryParse(text, out var flag) ? flag : null;
        return null;
    }

    private static object? Parse(JsonElement json, Type type)
    {
        if (IsPlain(type))
            return null;
        try
        {
            return json.ValueKind == JsonValueKind.String && type != typeof(string) && !type.IsEnum
                ? JsonSerializer.Deserialize(json.GetString()!, type, Json)
                : json.Deserialize(type, Json);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    private static bool IsPlain(Type type) => type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(bool);

    private static string Form(Type type, TimeSpan longest) => type switch
    {
        _ when type == typeof(TimeSpan) => $"a time longer than 0 and at most {longest}, such as 00:00:30, 30s or 500ms",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) || type == typeof(long) => "a whole number",
        _ when type == typeof(double) => "a number",
        _ when type == typeof(string) => "a text",
        { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type))}",
        _ => "JSON of the same form as the value it has now",
    };
}
