using System.Globalization;
using System.Numerics;

namespace Swarm.Messaging.Expressions;

/// <summary>
/// A number of JSON without a loss: digits times a power of ten, without zeros at the end of the digits. The power is never carried out unless numbers of nearly the same size
/// meet, so that <c>1e999999999</c> takes no memory.
/// </summary>
internal readonly record struct Scaled : IComparable<Scaled>
{
    /// <summary>Digits of a number, and digits that a sum may span: whatever two doubles are, it holds their sum (1.8e308 to 4.9e-324).</summary>
    public const int MostDigits = 1_000;

    private const int MostZeros = 21;
    private const int MostZerosBelow = 6;

    /// <summary>In digits of the power: what is longer fits no counter.</summary>
    private const int LongestPower = 17;

    private Scaled(BigInteger digits, long power) => (Digits, Power, Length) = (digits, power, BigInteger.Abs(digits).ToString(CultureInfo.InvariantCulture).Length);

    private BigInteger Digits { get; }

    private long Power { get; }

    private int Length { get; }

    /// <summary>Where the first digit stands: 1 for 1 to 9, 0 for 0.1, 2 for 10.</summary>
    private long Top => Length + Power;

    public static Scaled Of(BigInteger digits, long power = 0)
    {
        if (digits.IsZero)
            return new(0, 0);
        while (BigInteger.DivRem(digits, 10, out var last) is var less && last.IsZero)
            (digits, power) = (less, power + 1);
        return new(digits, power);
    }

    /// <summary>Of a number as JSON has it. <see cref="ExpressionException"/> where it is longer than can be calculated with.</summary>
    public static Scaled Parse(string text)
    {
        var at = text.AsSpan().IndexOfAny('e', 'E');
        var (number, power) = at < 0 ? (text, "0") : (text[..at], text[(at + 1)..]);
        var point = number.IndexOf('.', StringComparison.Ordinal);
        var all = number.Replace(".", "", StringComparison.Ordinal).TrimStart('-');
        var digits = all.TrimEnd('0').TrimStart('0');
        if (digits.Length == 0)
            return new(0, 0);
        if (digits.Length > MostDigits)
            throw new ExpressionException($"a number of {digits.Length} digits is passed on, and calculated with up to {MostDigits}: make it a text, or shorter");
        if (power.TrimStart('+', '-').TrimStart('0').Length > LongestPower)
            throw new ExpressionException($"a number with an exponent of more than {LongestPower} digits is passed on, and not calculated with: make it a text");
        var zeros = all.Length - all.TrimEnd('0').Length - (point < 0 ? 0 : number.Length - point - 1);
        var value = BigInteger.Parse(digits, CultureInfo.InvariantCulture);
        return new(number[0] == '-' ? -value : value, long.Parse(power, CultureInfo.InvariantCulture) + zeros);
    }

    public static Scaled Sum(IReadOnlyCollection<Scaled> numbers)
    {
        var some = numbers.Where(n => !n.Digits.IsZero).ToList();
        if (some.Count == 0)
            return new(0, 0);
        var bottom = some.Min(n => n.Power);
        if (some.Max(n => n.Top) - bottom > MostDigits)
            throw new ExpressionException($"numbers whose digits lie more than {MostDigits} places apart cannot be added");
        return Of(some.Aggregate(BigInteger.Zero, (all, n) => all + n.At(bottom)), bottom);
    }

    /// <summary>Exactly where the quotient ends within the digits of a decimal or of the number itself; otherwise as near as a double gets, 17 digits.</summary>
    public Scaled Over(int count)
    {
        const int more = 30;
        var whole = BigInteger.DivRem(Digits * BigInteger.Pow(10, more), count, out var rest);
        if (rest.IsZero)
            return Of(whole, Power - more);
        var near = $"{whole.ToString("E16", CultureInfo.InvariantCulture)}";
        var at = near.IndexOf('E', StringComparison.Ordinal);
        var text = $"{near[..at]}E{long.Parse(near[(at + 1)..], CultureInfo.InvariantCulture) + Power - more}";
        var number = double.Parse(text, CultureInfo.InvariantCulture);
        return Parse(double.IsFinite(number) && number != 0 ? number.ToString("R", CultureInfo.InvariantCulture) : text);
    }

    public Scaled Abs() => Digits.Sign < 0 ? -this : this;

    public Scaled Floor()
    {
        if (Power >= 0)
            return this;
        if (Top <= 0)
            return Of(Digits.Sign < 0 ? -1 : 0);
        var whole = BigInteger.DivRem(Digits, BigInteger.Pow(10, (int)-Power), out var rest);
        return Of(rest.Sign < 0 ? whole - 1 : whole);
    }

    public Scaled Ceiling() => -(-this).Floor();

    public static Scaled operator -(Scaled number) => new(-number.Digits, number.Power);

    public int CompareTo(Scaled other)
    {
        if (Digits.Sign != other.Digits.Sign || Digits.IsZero)
            return Digits.Sign.CompareTo(other.Digits.Sign);
        if (Top != other.Top)
            return Top.CompareTo(other.Top) * Digits.Sign;
        var bottom = Math.Min(Power, other.Power);
        return At(bottom).CompareTo(other.At(bottom));
    }

    public bool IsLong(out long whole)
    {
        var fits = Power >= 0 && Top <= 19 && At(0) is var all && all >= long.MinValue && all <= long.MaxValue;
        whole = fits ? (long)At(0) : 0;
        return fits;
    }

    /// <summary>As JSON has it, with an exponent where it would begin or end with many zeros.</summary>
    public override string ToString()
    {
        var (sign, digits) = (Digits.Sign < 0 ? "-" : "", BigInteger.Abs(Digits).ToString(CultureInfo.InvariantCulture));
        if (Power is >= 0 and <= MostZeros)
            return $"{sign}{digits}{new string('0', (int)Power)}";
        if (Power < 0 && Top > 0)
            return $"{sign}{digits[..(int)Top]}.{digits[(int)Top..]}";
        if (Power < 0 && Top > -MostZerosBelow)
            return $"{sign}0.{new string('0', (int)-Top)}{digits}";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{Top - 1}");
    }

    private BigInteger At(long power) => Power == power ? Digits : Digits * BigInteger.Pow(10, (int)(Power - power));
}
