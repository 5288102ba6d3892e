/** Names that a registration desk really meets: many tongues, accents, and pairs that are easily taken for each other. */
export interface Heritage {
  families: readonly string[]
  female: readonly string[]
  male: readonly string[]
  /** BCP 47; the first language of the older ones. */
  language: string
  /** OMB category code and display, as US Core has them. */
  race: readonly [string, string]
  hispanic: boolean
  /** How often such a household walks in, against the others. */
  weight: number
}

const WHITE = ['2106-3', 'White'] as const
const BLACK = ['2054-5', 'Black or African American'] as const
const ASIAN = ['2028-9', 'Asian'] as const
const NATIVE = ['1002-5', 'American Indian or Alaska Native'] as const
const OTHER = ['2131-1', 'Other Race'] as const

const words = (text: string): string[] => text.split(' ')

export const HERITAGES: readonly Heritage[] = [
  {
    families: words(
      "Bennett Carver Dunmore Ellison Fairley Garrity Hollins Kessler Lowell Marsh O'Brien O’Rourke Prescott Quimby Sutter Thorne Whitlock Wexler Ames Amis",
    ),
    female: words(
      'Abigail Beth Carol Claire Diane Eleanor Grace Hannah Joan Joanne Karen Lily Linda Margaret Molly Nora Ruth Susan Zoë Zoe',
    ),
    male: words(
      'Andrew Brian Calvin David Edward Frank George Henry Jack John Jon Keith Liam Mark Marc Owen Paul Peter Stephen Steven Thomas',
    ),
    language: 'en-US',
    race: WHITE,
    hispanic: false,
    weight: 36,
  },
  {
    families: words(
      'Mora Morales Moreno Álvarez Alvarez Castañeda Delgado Fuentes Guzmán Ibáñez Jiménez Núñez Peña Quiñones Rojas Salazar Treviño Vega',
    ),
    female: words(
      'Ana Beatriz Camila Dolores Elena Graciela Inés Isabel Lucía Luz María Marisol Pilar Rosa Sofía Teresa Valentina Ximena',
    ),
    male: words(
      'Alejandro Andrés Carlos Diego Emilio Felipe Gabriel Héctor Ignacio Javier Jesús José Luis Mateo Óscar Raúl Tomás',
    ),
    language: 'es-US',
    race: OTHER,
    hispanic: true,
    weight: 20,
  },
  {
    families: words(
      'Abernathy Baptiste Coleman Dixon Franklin Gaines Hightower Jefferson Kinsey Mayfield Okoye Reddick Simmons Toussaint Washburn',
    ),
    female: words(
      'Aaliyah Brianna Charlene Denise Ebony Gloria Imani Keisha Latoya Monique Nia Renée Simone Tamara Yvonne',
    ),
    male: words('Andre Curtis Darnell Elijah Isaiah Jamal Jerome Kwame Leon Malik Marcus Otis Reggie Terrence Xavier'),
    language: 'en-US',
    race: BLACK,
    hispanic: false,
    weight: 18,
  },
  {
    families: words('Nguyễn Nguyen Trần Phạm Lê Vũ Đặng Hoàng'),
    female: words('Anh Hạnh Hương Lan Linh Mai Ngọc Thảo Trang Vy'),
    male: words('Bảo Cường Dũng Hải Khoa Long Minh Phúc Quân Tuấn'),
    language: 'vi',
    race: ASIAN,
    hispanic: false,
    weight: 6,
  },
  {
    families: words('Agarwal Banerjee Chowdhury Desai Iyer Kapoor Mehta Patel Patil Rahman Sharma Siddiqui'),
    female: words('Aditi Anjali Deepa Fatima Kavya Lakshmi Meera Nasreen Priya Sunita'),
    male: words('Amit Arjun Farhan Imran Karthik Nikhil Rajesh Rohan Sanjay Vikram'),
    language: 'hi',
    race: ASIAN,
    hispanic: false,
    weight: 7,
  },
  {
    families: words('Chen Cheng Huang Kim Lee Li Liu Park Wang Wong Zhang Zhao'),
    female: words('Eun-ji Hui Jia Jin Li-Na Mei Min-seo Soo-jin Xiu Yan Ying'),
    male: words('Bo Chang Dong-hyun Feng Hao Jian Jun Min-jun Sung Wei Yong'),
    language: 'zh',
    race: ASIAN,
    hispanic: false,
    weight: 7,
  },
  {
    families: words('Brandt Brand Jäger Kowalczyk Lindqvist Müller Mueller Nowak Sørensen Šimić Wójcik Östberg'),
    female: words('Agnieszka Astrid Brigitte Élise Greta Ingrid Katarzyna Łucja Siân Søs Ursula'),
    male: words('Anders Bjørn François Günther Jörg Łukasz Mikołaj Stanisław Walter Werner Zbigniew'),
    language: 'en-US',
    race: WHITE,
    hispanic: false,
    weight: 10,
  },
  {
    families: words('Begay Hosteen Tsosie Swiftwater Oakes Whitefeather'),
    female: words('Aiyana Dena Kaya Leona Winona'),
    male: words('Ahiga Dustin Lonnie Nathan Wyatt'),
    language: 'en-US',
    race: NATIVE,
    hispanic: false,
    weight: 3,
  },
  {
    families: words('Abdi Haddad Hassan Khalil Mansour Warsame Yusuf'),
    female: words('Amina Hodan Layla Mariam Noor Rania Yasmin'),
    male: words('Abdullahi Ibrahim Karim Mahad Omar Samir Yusuf'),
    language: 'ar',
    race: OTHER,
    hispanic: false,
    weight: 5,
  },
]

export const STREETS: readonly string[] = [
  'Alder Court',
  'Birchwood Lane',
  'Canal Street',
  'Chapel Road',
  'Dogwood Drive',
  'Elm Street',
  'Fern Hollow Road',
  'Grist Mill Road',
  'Harvest Way',
  'Juniper Street',
  'Kettle Pond Road',
  'Lantern Hill',
  'Maple Street',
  'Orchard Terrace',
  'Pine Ridge Road',
  'Quarry Road',
  'Station Street',
  'Tamarack Lane',
  'Union Street',
  'Willow Bend',
]

/** Fictional towns around a fictional lake, with ZIP codes to match. */
export const TOWNS: readonly (readonly [string, string])[] = [
  ['Maple Falls', '12099'],
  ['Maple Falls', '12099'],
  ['Maple Falls', '12099'],
  ['Ashford Mills', '12098'],
  ['North Ashford', '12098'],
  ['Lake Verity', '12097'],
  ['Cobbler’s Notch', '12096'],
]

export const LANGUAGES: Readonly<Record<string, string>> = {
  'en-US': 'English',
  'es-US': 'Spanish',
  vi: 'Vietnamese',
  hi: 'Hindi',
  zh: 'Chinese',
  ar: 'Arabic',
}
