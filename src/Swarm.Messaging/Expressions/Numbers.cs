using System.Numerics;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Expressions;

/// <summary>Numbers of JSON as they came: whole ones of any length, fractions of up to 28 digits, and doubles. Compared and added without a loss where that is possible.</summary>
internal static class Numbers
{
    public static IComparer<JToken> Order { get; } = Comparer<JToken>.Create(Compare);

    public static bool Is(JToken token) => token is JValue { Value: long or int or BigInteger or decimal or double or float };

    public static bool IsWhole(JToken number) => Whole(number) is not null;

    public static JValue Sum(IEnumerable<JToken> numbers)
    {
        if (numbers.All(n => Whole(n) is not null))
            return Of(numbers.Aggregate(BigInteger.Zero, (all, n) => all + Whole(n)!.Value));
        var sum = numbers.Sum(Double);
        return sum == Math.Floor(sum) && Math.Abs(sum) < long.MaxValue ? new JValue((long)sum) : new JValue(sum);
    }

    /// <summary>What a function makes of it, and of a whole number that it leaves one.</summary>
    public static JValue Round(JToken number, Func<decimal, decimal> exact, Func<double, double> rough)
    {
        var made = Exact(number) is { } fraction ? exact(fraction) : (decimal?)null;
        if (made is { } value)
            return value == decimal.Floor(value) ? Of(new BigInteger(value)) : new JValue(value);
        var near = rough(Double(number));
        return Math.Abs(near) < long.MaxValue && near == Math.Floor(near) ? new JValue((long)near) : new JValue(near);
    }

    private static int Compare(JToken? left, JToken? right) =>
        Whole(left!) is { } a && Whole(right!) is { } b ? a.CompareTo(b)
        : Exact(left!) is { } c && Exact(right!) is { } d ? c.CompareTo(d)
        : Whole(left!) is { } whole ? Compare(whole, right!)
        : Whole(right!) is { } other ? -Compare(other, left!)
        : Double(left!).CompareTo(Double(right!));

    /// <summary>Beyond a decimal, or with a fraction that is none: by the whole number below the fraction.</summary>
    private static int Compare(BigInteger whole, JToken fraction)
    {
        if (Double(fraction) is var number && !double.IsFinite(number))
            return 0.0.CompareTo(number);
        var below = Exact(fraction) is { } exact ? new BigInteger(decimal.Floor(exact)) : new BigInteger(Math.Floor(number));
        var compared = whole.CompareTo(below);
        var isMore = Exact(fraction) is { } part ? part > decimal.Floor(part) : number > Math.Floor(number);
        return compared == 0 && isMore ? -1 : compared;
    }

    private static BigInteger? Whole(JToken number) => ((JValue)number).Value switch
    {
        long value => value,
        int value => value,
        BigInteger value => value,
        _ => null,
    };

    private static decimal? Exact(JToken number) => ((JValue)number).Value switch
    {
        long value => value,
        int value => value,
        decimal value => value,
        _ => null,
    };

    private static double Double(JToken number) => ((JValue)number).Value switch
    {
        BigInteger value => (double)value,
        var value => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture),
    };

    private static JValue Of(BigInteger whole) => whole >= long.MinValue && whole <= long.MaxValue ? new JValue((long)whole) : new JValue(whole);
}
