using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Expressions;

/// <summary>Numbers of JSON as the evaluator holds them: whole ones of 64 bits, all others exactly as they came, and doubles that its operators have made. Compared and added without a loss.</summary>
internal static class Numbers
{
    public static IComparer<JToken> Order { get; } = Comparer<JToken>.Create(Compare);

    public static bool Is(JToken token) => token is JValue { Value: long or int or ExactNumber or BigInteger or decimal or double or float };

    /// <param name="text">A number as JSON has it.</param>
    public static JValue Of(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? new JValue(whole) : Made(new ExactNumber(text), JTokenType.Float);

    public static JValue Of(Scaled number) => number.IsLong(out var whole) ? new JValue(whole) : Made(new ExactNumber(number.ToString()), JTokenType.Float);

    public static JValue Sum(IList<JToken> numbers) => Of(Total(numbers));

    /// <returns>Null of nothing.</returns>
    public static JValue Average(IList<JToken> numbers) => numbers.Count == 0 ? JValue.CreateNull() : Of(Total(numbers).Over(numbers.Count));

    public static Scaled Exact(JToken number) => ((JValue)number).Value switch
    {
        long value => Scaled.Of(value),
        ExactNumber value => value.Value,
        double value when !double.IsFinite(value) => throw new ExpressionException(ExpressionJson.Beyond),
        double value => Scaled.Parse(value.ToString("R", CultureInfo.InvariantCulture)),
        var value => Scaled.Parse(Convert.ToString(value, CultureInfo.InvariantCulture)!),
    };

    /// <summary>Equal as JSON, whichever way its numbers are written.</summary>
    public static bool Same(JToken one, JToken other) => (one, other) switch
    {
        (JArray a, JArray b) => a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        (JObject a, JObject b) => a.Count == b.Count && a.Properties().All(field => b.TryGetValue(field.Name, StringComparison.Ordinal, out var value) && Same(field.Value, value)),
        _ => Is(one) && Is(other) ? Compare(one, other) == 0 : JToken.DeepEquals(one, other),
    };

    private static int Compare(JToken? one, JToken? other) =>
        one is JValue { Value: long a } && other is JValue { Value: long b } ? a.CompareTo(b) : Exact(one!).CompareTo(Exact(other!));

    private static Scaled Total(IList<JToken> numbers) => numbers.All(n => n is JValue { Value: long })
        ? Scaled.Of(numbers.Aggregate(BigInteger.Zero, (all, n) => all + (long)((JValue)n).Value!))
        : Scaled.Sum([.. numbers.Select(Exact)]);

    /// <summary>The library has no way in for a number of another's making, and treats one as a number when it is there.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern JValue Made(object? value, JTokenType type);
}
